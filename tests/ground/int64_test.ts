import { assertEquals } from "@std/assert";
import { INT64_MAX, INT64_MIN } from "../../ground/int64.ts";

Deno.test("the bounds of int64 fit into 64 bits, and one beyond does not", () => {
  for (const bound of [INT64_MAX, INT64_MIN]) {
    assertEquals(BigInt.asIntN(64, bound), bound);
  }
  assertEquals(BigInt.asIntN(64, INT64_MAX + 1n), INT64_MIN);
  assertEquals(BigInt.asIntN(64, INT64_MIN - 1n), INT64_MAX);
});
