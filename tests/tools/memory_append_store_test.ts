import { assertEquals } from "@std/assert";
import { MemoryAppendStore } from "./memory_append_store.ts";
import { appendStoreContract } from "../contracts/append_store.ts";

appendStoreContract("memory", () => {
  const store = new MemoryAppendStore();
  return Promise.resolve({
    store,
    read: (path: string) => Promise.resolve(store.bytes(path)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});

Deno.test("a memory store takes no more blocks and no larger ones than it says", async () => {
  const store = new MemoryAppendStore({ maxBlocks: 2, maxBlockBytes: 3 });
  const append = (size: number, at: number) =>
    store.append("a", new Uint8Array(size), at);
  assertEquals((await append(4, 0)).status, "rejected");
  assertEquals((await append(3, 0)).status, "appended");
  assertEquals((await append(3, 3)).status, "appended");
  assertEquals((await append(3, 6)).status, "moved");
  assertEquals(await store.length("a"), {
    status: "known",
    length: 6,
    blocks: 2,
  });
});
