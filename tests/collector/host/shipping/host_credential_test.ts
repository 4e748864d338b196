import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { parseContainerLocation } from "../../../../collector/host/shipping/container_location.ts";
import {
  containerClient,
  hostCredential,
} from "../../../../collector/host/shipping/host_credential.ts";
import { parseDatastoreUrl } from "../../../../collector/host/shipping/destination_kinds.ts";
import { Destinations } from "../../../../collector/host/shipping/destination.ts";
import { EndpointIdentityCredential } from "../../../../collector/host/shipping/endpoint_identity.ts";
import { AzureAppendBlobStore } from "../../../../collector/stores/azure_append_blob.ts";
import {
  Azurite,
  AZURITE_ACCOUNT,
  AZURITE_KEY,
  readContainer,
} from "../../../tools/azurite.ts";
import {
  CERTIFICATE_PATH,
  KEY_PATH,
  trustLoopback,
} from "../../../tools/loopback_tls.ts";
import { TokenService } from "../../../tools/servers/token_service.ts";

const STORAGE = "https://storage.azure.com/.default";
const NO_IDENTITY = {
  getToken: () => Promise.reject(new Error("Cannot get a token here")),
};

Deno.test("the identity of an online endpoint is asked as its containers ask it", async () => {
  await using service = new TokenService(60);
  const { url, secret } = service;
  const system = new EndpointIdentityCredential({ url, secret });
  const user = new EndpointIdentityCredential({ url, secret, clientId: "c-1" });
  const token = await system.getToken(STORAGE);
  await user.getToken([STORAGE]);
  assert(token.expiresOnTimestamp > Date.now());
  assertEquals(service.queries.map((query) => [...query.keys()].sort()), [
    ["api-version", "resource"],
    ["api-version", "clientid", "resource"],
  ]);
  assertEquals(
    service.queries[0]!.get("resource"),
    "https://storage.azure.com",
  );
  assertEquals(service.queries[1]!.get("clientid"), "c-1");
});

Deno.test("a token service that refuses is told from one that is down, and neither shows the secret", async () => {
  await using service = new TokenService(60);
  const wrong = new EndpointIdentityCredential({
    url: service.url,
    secret: "a-wrong-secret",
  });
  const refused = await assertRejects(() => wrong.getToken(STORAGE), Error);
  assertEquals(refused.name, "CredentialUnavailableError");
  service.isDown = true;
  const right = hostCredential((name) => service.environment(name));
  const down = await assertRejects(() => right.getToken(STORAGE), Error);
  assertEquals(down.name, "TokenServiceError");
  for (const error of [refused, down]) {
    const shown = `${error.stack} ${JSON.stringify(error)}`;
    assert(!shown.includes("a-wrong-secret"));
    assert(!shown.includes(service.secret));
  }
});

Deno.test("tokens are renewed under load, and a token service that is down delays only", async () => {
  trustLoopback();
  await using service = new TokenService(3);
  await using azurite = await Azurite.start({
    args: ["--oauth", "basic", "--cert", CERTIFICATE_PATH, "--key", KEY_PATH],
  });
  const url = azurite.url.replace("http:", "https:");
  const destinations = new Destinations({
    datastores: { workspaceblobstore: parseDatastoreUrl(`${url}/data`) },
    createContainers: true,
  }, {
    environment: () => undefined,
    identity: hostCredential((name) => service.environment(name)),
    onProblem: () => {},
  });
  const { store, folder } = await destinations.open(
    "azureml://datastores/workspaceblobstore/paths/some/folder",
  );
  const path = `${folder}/a.jsonl`;
  let at = 0;
  const append = async () => {
    const result = await store.append(path, new Uint8Array([10]), at);
    if (result.status === "appended") at++;
    return result;
  };
  while (service.issued < 4) {
    assertEquals(await append(), { status: "appended" });
  }
  service.isDown = true;
  let result = await append();
  while (result.status === "appended") result = await append();
  assert(result.status === "retry" || result.status === "rejected");
  service.isDown = false;
  while (result.status !== "appended") result = await append();
  const container = containerClient(parseContainerLocation(`${url}/data`), {
    environment: (name) =>
      ({
        AZURE_STORAGE_ACCOUNT: AZURITE_ACCOUNT,
        AZURE_STORAGE_KEY: AZURITE_KEY,
      })[
        name
      ],
    identity: NO_IDENTITY,
  });
  assertEquals((await readContainer(container)).get(path)?.length, at);
});

Deno.test("a connection string is used for its own account only", () => {
  const environment = (name: string) =>
    name === "AZURE_STORAGE_CONNECTION_STRING"
      ? `DefaultEndpointsProtocol=https;AccountName=mine;AccountKey=${AZURITE_KEY};EndpointSuffix=core.windows.net`
      : undefined;
  const open = (url: string) =>
    containerClient(parseContainerLocation(url), {
      environment,
      identity: NO_IDENTITY,
    });
  const mine = open("https://mine.blob.core.windows.net/data");
  const other = open("https://other.blob.core.windows.net/data");
  assertEquals(mine.credential.constructor.name, "StorageSharedKeyCredential");
  assertEquals(other.credential as unknown, NO_IDENTITY);
});

Deno.test("a SAS in the URL is the credential, and is in no message", async () => {
  await using azurite = await Azurite.start();
  const container = await azurite.newContainer();
  const { ContainerSASPermissions } = await import("@azure/storage-blob");
  const url = await container.generateSasUrl({
    permissions: ContainerSASPermissions.parse("rac"),
    expiresOn: new Date(Date.now() + 60_000),
  });
  const location = parseContainerLocation(url);
  assert(!location.url.includes("sig="));
  const store = new AzureAppendBlobStore(
    containerClient(location, {
      environment: () => undefined,
      identity: NO_IDENTITY,
    }),
  );
  assertEquals(await store.append("a", new Uint8Array(1), 0), {
    status: "appended",
  });
  const destinations = new Destinations({
    datastores: {
      ds: parseDatastoreUrl(url.replace(/sig=[^&]+/, "sig=d3Jvbmctc2VjcmV0")),
    },
  }, {
    environment: () => undefined,
    identity: NO_IDENTITY,
    onProblem: () => {},
  });
  const error = await assertRejects(
    () => destinations.open("azureml://datastores/ds/paths/x"),
    Error,
  );
  assertStringIncludes(error.message, "check the key or SAS");
  assert(!`${error.stack}`.includes("d3Jvbmct"));
});

Deno.test("the emulator's connection string is used for its account, whatever its server is called", async () => {
  await using azurite = await Azurite.start();
  const environment = (name: string) =>
    name === "AZURE_STORAGE_CONNECTION_STRING"
      ? "UseDevelopmentStorage=true"
      : undefined;
  const options = { environment, identity: NO_IDENTITY };
  const container = containerClient(
    parseContainerLocation(
      `http://127.0.0.1:${azurite.port}/${AZURITE_ACCOUNT}/data`,
    ),
    options,
  );
  await container.create();
  assert(await container.exists());
  const named = parseContainerLocation(
    `http://azurite:10000/${AZURITE_ACCOUNT}/data/folder`,
  );
  assertEquals(
    [named.account, named.prefix, named.url],
    [AZURITE_ACCOUNT, "folder", `http://azurite:10000/${AZURITE_ACCOUNT}/data`],
  );
  const other = parseContainerLocation(
    "https://other.blob.core.windows.net/data",
  );
  assertEquals(
    containerClient(other, options).credential as unknown,
    NO_IDENTITY,
  );
});

Deno.test("a SAS that only reads is refused with what is missing, before anything is asked", async () => {
  const destinations = new Destinations({
    datastores: {
      ds: parseDatastoreUrl(
        "https://mine.blob.core.windows.net/data?sv=2022-11-02&sp=rl&sr=c&sig=c2VjcmV0",
      ),
    },
  }, {
    environment: () => undefined,
    identity: NO_IDENTITY,
    onProblem: () => {},
  });
  const error = await assertRejects(
    () => destinations.open("azureml://datastores/ds/paths/x"),
    Error,
    "its SAS does not permit to create, add; use one with at least sp=rac",
  );
  assert(!`${error.stack}`.includes("c2VjcmV0"));
});

Deno.test("a token is not sent where nothing is encrypted", () => {
  const location = parseContainerLocation("http://127.0.0.1:1/account/data");
  const error = assertThrows(
    () =>
      containerClient(location, {
        environment: () => undefined,
        identity: NO_IDENTITY,
      }),
    Error,
  );
  assertStringIncludes(error.message, "https");
});
