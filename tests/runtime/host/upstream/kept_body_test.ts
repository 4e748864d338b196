import { assertEquals } from "@std/assert";
import { KeptBody } from "../../../../runtime/host/upstream/kept_body.ts";

Deno.test("a body is kept whole up to the limit, and not at all above it", () => {
  const kept = new KeptBody(3);
  assertEquals(kept.whole, new Uint8Array(0));
  const part = new Uint8Array([1, 2]);
  kept.add(part);
  part.fill(9);
  kept.add(new Uint8Array([3]));
  assertEquals([kept.whole, kept.length], [new Uint8Array([1, 2, 3]), 3]);
  kept.add(new Uint8Array([4]));
  assertEquals([kept.whole, kept.length], [undefined, 4]);
});
