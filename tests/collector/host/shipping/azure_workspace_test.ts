import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AzureWorkspace } from "../../../../collector/host/shipping/azure_workspace.ts";
import { trustLoopback } from "../../../tools/loopback_tls.ts";
import { ManagementServer } from "../../../tools/servers/management_server.ts";

const ID =
  "/subscriptions/s-1/resourceGroups/g-1/providers/Microsoft.MachineLearningServices/workspaces/w-1";
const NAME = { subscription: "s-1", resourceGroup: "g-1", workspace: "w-1" };
const IDENTITY = {
  getToken: () =>
    Promise.resolve({
      token: "token",
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
};

function workspaceAt(server: ManagementServer): AzureWorkspace {
  trustLoopback();
  return new AzureWorkspace(NAME, {
    identity: IDENTITY,
    managementUrl: server.url,
  });
}

function blobDatastore(credentialsType: string) {
  return {
    datastoreType: "AzureBlob",
    accountName: "account",
    containerName: "azureml-blobstore",
    endpoint: "core.windows.net",
    protocol: "https",
    credentials: { credentialsType },
  };
}

Deno.test("a datastore is where its workspace says", async () => {
  await using server = new ManagementServer(ID);
  server.datastores.set("plain", { properties: blobDatastore("None") });
  server.datastores.set("keyed", {
    properties: blobDatastore("AccountKey"),
    secrets: { secretsType: "AccountKey", key: "a2V5" },
  });
  const workspace = workspaceAt(server);
  const plain = await workspace.datastore("plain");
  assertEquals(
    plain.location.url,
    "https://account.blob.core.windows.net/azureml-blobstore",
  );
  assertEquals(plain.secret, undefined);
  assertEquals((await workspace.datastore("keyed")).secret, { key: "a2V5" });
});

Deno.test("a datastore that is not there, or of another type, is named", async () => {
  await using server = new ManagementServer(ID);
  server.datastores.set("files", {
    properties: {
      datastoreType: "AzureFile",
      accountName: "account",
      fileShareName: "share",
      credentials: { credentialsType: "None" },
    },
  });
  const workspace = workspaceAt(server);
  const missing = await assertRejects(() => workspace.datastore("gone"), Error);
  assertStringIncludes(missing.message, "gone");
  assertStringIncludes(missing.message, "404");
  const other = await assertRejects(() => workspace.datastore("files"), Error);
  assertStringIncludes(other.message, "AzureFile");
});

Deno.test("a data asset is made once, taken again, and told of if it is of another folder", async () => {
  await using server = new ManagementServer(ID);
  const workspace = workspaceAt(server);
  const asset = {
    name: "iris-blue-model_inputs",
    version: "1",
    path:
      "azureml://datastores/workspaceblobstore/paths/modelDataCollector/iris/blue/model_inputs",
  };
  assertEquals(await workspace.register(asset), { status: "created" });
  assertEquals(
    server.assets.get("iris-blue-model_inputs/versions/1")?.properties,
    { dataType: "uri_folder", dataUri: asset.path },
  );
  assertEquals(await workspace.register(asset), { status: "taken" });
  const moved = await workspace.register({ ...asset, path: `${asset.path}2` });
  assertEquals(moved.status, "elsewhere");
  assertEquals(server.assets.size, 1);
});
