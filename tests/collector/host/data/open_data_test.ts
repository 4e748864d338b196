import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { openData } from "../../../../collector/host/data/open_data.ts";
import { parseDatastoreUrl } from "../../../../collector/host/shipping/destination_kinds.ts";
import {
  Azurite,
  AZURITE_ACCOUNT,
  AZURITE_KEY,
} from "../../../tools/azurite.ts";

Deno.test("a datastore's name is the container that the configuration says, with its folder before the path", async () => {
  await using azurite = await Azurite.start();
  await azurite.container("collected").create();
  const environment = (variable: string) =>
    variable === "AZURE_STORAGE_CONNECTION_STRING"
      ? azurite.connectionString()
      : undefined;
  const url = `${azurite.url}/collected/here`;
  const settings = { datastores: { mine: parseDatastoreUrl(url) } };
  const store = await openData("azureml://datastores/mine/paths/and/there/", {
    settings,
    environment,
  });
  assertEquals(store.root, "here/and/there");
  assertEquals((await openData(url, { settings, environment })).root, "here");
});

Deno.test("a datastore that is a folder is read as one", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/modelDataCollector`);
  const store = await openData(`file:${folder}`, {
    settings: undefined,
    environment: () => undefined,
  });
  assertEquals(store.root, `${folder}/modelDataCollector`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a container that is not there, or not for this key, is a sentence without secrets", async () => {
  await using azurite = await Azurite.start();
  const open = (key: string, name: string) =>
    openData(`${azurite.url}/${name}`, {
      settings: undefined,
      environment: (variable) =>
        ({ AZURE_STORAGE_ACCOUNT: AZURITE_ACCOUNT, AZURE_STORAGE_KEY: key })[
          variable
        ],
    });
  const missing = await assertRejects(
    () => open(AZURITE_KEY, "nowhere"),
    Error,
  );
  assertStringIncludes(missing.message, "/nowhere: there is no such container");
  const wrong = btoa("some other key");
  const refused = await assertRejects(() => open(wrong, "nowhere"), Error);
  assertStringIncludes(refused.message, "403");
  assert(!refused.message.includes(wrong));
  await assertRejects(
    () =>
      openData("azureml://datastores/other/paths/x", {
        settings: undefined,
        environment: () => undefined,
      }),
    Error,
    "Cannot read the datastore other: nobody said where it is",
  );
});
