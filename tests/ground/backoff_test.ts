import { assertEquals } from "@std/assert";
import { backoffMs } from "../../ground/backoff.ts";

const options = { firstMs: 200, maxMs: 15_000 };

Deno.test("a wait doubles with each failure, up to the longest", () => {
  const longest = (failures: number) => backoffMs(failures, options, 1);
  assertEquals([1, 2, 3, 7, 8].map(longest), [200, 400, 800, 12_800, 15_000]);
  assertEquals(longest(5_000), 15_000);
});

Deno.test("a wait is spread over its upper half", () => {
  assertEquals(backoffMs(3, options, 0), 400);
  assertEquals(backoffMs(3, options, 0.5), 600);
});
