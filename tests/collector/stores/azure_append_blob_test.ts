import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AzureAppendBlobStore } from "../../../collector/stores/azure_append_blob.ts";
import { appendStoreContract } from "../../contracts/append_store.ts";
import { Azurite, readContainer } from "../../tools/azurite.ts";

let azurite: Azurite;

Deno.test.beforeAll(async () => {
  azurite = await Azurite.start();
});

Deno.test.afterAll(async () => {
  await azurite[Symbol.asyncDispose]();
});

appendStoreContract("Azure append blob", async () => {
  const container = await azurite.newContainer();
  return {
    store: new AzureAppendBlobStore(container, { prefix: "some/folder" }),
    read: async (path: string) =>
      (await readContainer(container)).get(`some/folder/${path}`) ??
        new Uint8Array(),
    [Symbol.asyncDispose]: async () => {
      await container.delete();
    },
  };
});

Deno.test("an Azure append blob counts its blocks", async () => {
  const store = new AzureAppendBlobStore(await azurite.newContainer());
  for (let at = 0; at < 3; at++) {
    await store.append("a.jsonl", new Uint8Array(1), at);
  }
  assertEquals(await store.length("a.jsonl"), {
    status: "known",
    length: 3,
    blocks: 3,
  });
});

Deno.test("a container that is missing is a refusal that says what to do", async () => {
  const store = new AzureAppendBlobStore(azurite.container("nowhere"));
  const results = [
    await store.length("a"),
    await store.append("a", new Uint8Array(1), 0),
    await store.put("a", new Uint8Array(1)),
  ];
  for (const result of results) {
    assert(result.status === "rejected");
    assertStringIncludes(result.reason, "ContainerNotFound");
    assertStringIncludes(result.reason, "make the container");
  }
});

Deno.test("a blob that is no append blob is a refusal", async () => {
  const container = await azurite.newContainer();
  await container.getBlockBlobClient("a").upload("x", 1);
  const store = new AzureAppendBlobStore(container);
  const result = await store.append("a", new Uint8Array(1), 1);
  assertEquals(result.status, "rejected");
});

Deno.test("a server that is not there is asked again", async () => {
  const nobody = azurite.container("data", "http://127.0.0.1:9/x");
  const result = await new AzureAppendBlobStore(nobody).length("a");
  assertEquals(result.status, "retry");
});
