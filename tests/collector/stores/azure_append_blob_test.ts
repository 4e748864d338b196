import {
  assert,
  assertEquals,
  assertFalse,
  assertStringIncludes,
} from "@std/assert";
import { AzureAppendBlobStore } from "../../../collector/stores/azure_append_blob.ts";
import { appendStoreContract } from "../../contracts/append_store.ts";
import { Azurite, readContainer } from "../../tools/azurite.ts";
import { EarlyRefusal } from "../../tools/early_refusal.ts";
import { type Fault, FaultProxy } from "../../tools/fault_proxy.ts";

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

Deno.test("a blob that is not an append blob is a refusal", async () => {
  const container = await azurite.newContainer();
  await container.getBlockBlobClient("a").upload("x", 1);
  const store = new AzureAppendBlobStore(container);
  const result = await store.append("a", new Uint8Array(1), 1);
  assertEquals(result.status, "rejected");
});

Deno.test("a blob that is gone is not made anew in its middle", async () => {
  const container = await azurite.newContainer();
  const store = new AzureAppendBlobStore(container);
  assertEquals(await store.append("a", new Uint8Array(1), 1), {
    status: "moved",
  });
  assertFalse(await container.getBlobClient("a").exists());
});

Deno.test("a server that is not there is asked again", async () => {
  const nobody = azurite.container("data", "http://127.0.0.1:9/x");
  const result = await new AzureAppendBlobStore(nobody).length("a");
  assertEquals(result.status, "retry");
});

/** What a store says of an append that meets a fault, and whether it was done. */
const OUTCOMES: readonly {
  readonly fault: Fault;
  readonly status: "retry" | "rejected";
  readonly afterMs?: number;
  readonly isDone?: boolean;
}[] = [
  { fault: "reset", status: "retry" },
  { fault: "cut", status: "retry" },
  { fault: "lost-answer", status: "retry", isDone: true },
  { fault: "500", status: "retry" },
  { fault: "503", status: "retry", afterMs: 1000 },
  { fault: "403", status: "rejected" },
];

for (const { fault, status, afterMs, isDone = false } of OUTCOMES) {
  Deno.test(`an append that meets "${fault}" is "${status}", and the length says whether it was done`, async () => {
    await using proxy = new FaultProxy({
      target: azurite.port,
      seed: 1,
      rate: 0,
      faults: [fault],
    });
    const { containerName } = await azurite.newContainer();
    const url = azurite.url.replace(`:${azurite.port}`, `:${proxy.port}`);
    const store = new AzureAppendBlobStore(
      azurite.container(containerName, url),
    );
    const bytes = new Uint8Array(1000);
    await store.append("a", bytes, 0);
    proxy.rate = 1;
    const result = await store.append("a", bytes, 1000);
    proxy.rate = 0;
    assertEquals(result.status, status);
    assertEquals("afterMs" in result ? result.afterMs : undefined, afterMs);
    const length = await store.length("a");
    assert(length.status === "known");
    assertEquals(length.length, isDone ? 2000 : 1000);
    assertEquals(
      (await store.append("a", bytes, 1000)).status,
      isDone ? "moved" : "appended",
    );
  });
}

const BLOB_BYTES = 3 * 1024 * 1024;

Deno.test("a blob that is not there is made before the body is sent, which may be refused unread", async () => {
  await using link = new EarlyRefusal({
    target: azurite.port,
    refuses: ({ bodyBytes, isKnown }) => bodyBytes > 0 && !isKnown,
  });
  const { containerName } = await azurite.newContainer();
  const url = azurite.url.replace(`:${azurite.port}`, `:${link.port}`);
  const store = new AzureAppendBlobStore(azurite.container(containerName, url));
  assertEquals(await store.append("a", new Uint8Array(BLOB_BYTES), 0), {
    status: "appended",
  });
  assertEquals(link.refusals, 0);
});

Deno.test("a file that the link does not take at once is put in blocks, and those of an earlier try are not sent again", async () => {
  let left = 20;
  await using link = new EarlyRefusal({
    target: azurite.port,
    refuses: ({ bodyBytes }) => {
      if (bodyBytes > 100_000) return true;
      return bodyBytes > 10_000 && left-- <= 0;
    },
  });
  const container = await azurite.newContainer();
  const url = azurite.url.replace(`:${azurite.port}`, `:${link.port}`);
  const store = new AzureAppendBlobStore(
    azurite.container(container.containerName, url),
  );
  const bytes = Uint8Array.from({ length: BLOB_BYTES }, (_, i) => i * 7 % 256);
  assert((await store.put("a", bytes)).status !== "stored");
  left = 30;
  assertEquals((await store.put("a", bytes)).status, "stored");
  assertEquals((await store.put("a", bytes)).status, "stored");
  assertEquals((await readContainer(container)).get("a"), bytes);
});
