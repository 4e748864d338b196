import { assertEquals } from "@std/assert";
import { newCounters } from "../../../../collector/counters.ts";
import { summedCounters } from "../../../../runtime/host/workers/summed_counters.ts";

Deno.test("summedCounters() adds up each collection, and has the latest time", () => {
  const one = {
    ...newCounters(),
    collected: 3,
    dropped: 1,
    lastEventSeconds: 9,
  };
  const other = {
    ...newCounters(),
    collected: 4,
    bytes: 7,
    lastEventSeconds: 5,
  };
  const sums = summedCounters([{ a: one, b: one }, {}, { a: other }]);
  assertEquals(sums.a, {
    ...newCounters(),
    collected: 7,
    dropped: 1,
    bytes: 7,
    lastEventSeconds: 9,
  });
  assertEquals(sums.b, one);
});

Deno.test("summedCounters() knows no time where no line was written", () => {
  const { a } = summedCounters([{ a: newCounters() }]);
  assertEquals(a, newCounters());
});
