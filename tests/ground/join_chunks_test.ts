import { assert, assertEquals } from "@std/assert";
import { joinChunks } from "../../ground/join_chunks.ts";

Deno.test("chunks are joined in order, into bytes of their own", () => {
  const first = Uint8Array.of(1, 2);
  const joined = joinChunks([first, new Uint8Array(0), Uint8Array.of(3)], 3);
  assertEquals(joined, Uint8Array.of(1, 2, 3));
  assert(joinChunks([first], 2).buffer !== first.buffer);
  assertEquals(joinChunks([], 0), new Uint8Array(0));
});
