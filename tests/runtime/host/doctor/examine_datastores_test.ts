import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { parseDatastoreUrl } from "../../../../collector/host/shipping/destination_kinds.ts";
import { examineDatastores } from "../../../../runtime/host/doctor/examine_datastores.ts";
import { freePort } from "../../../tools/free_port.ts";

Deno.test("a datastore that takes data is said, and one that does not, with what to do", async () => {
  const folder = await Deno.makeTempDir();
  const closed =
    `http://127.0.0.1:${freePort()}/account/container?sv=1&sig=secret`;
  const [here, away] = await examineDatastores({
    datastores: {
      here: parseDatastoreUrl(`file:${folder}`),
      away: parseDatastoreUrl(closed),
    },
  });
  assertEquals([here!.verdict, here!.what], ["ok", "datastore here"]);
  assertEquals(away!.verdict, "wrong");
  assertStringIncludes(away!.seen, "away");
  assertStringIncludes(away!.advice!, "Storage Blob Data Contributor");
  assertFalse(JSON.stringify(away).includes("secret"));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("no datastore is worth a note", async () => {
  const [none] = await examineDatastores(undefined);
  assertEquals(none!.verdict, "note");
});
