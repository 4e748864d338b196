import { assertEquals } from "@std/assert";
import { isRecord } from "../../ground/is_record.ts";

Deno.test("what has keys is a record; null, a list and a plain value are not", () => {
  assertEquals(
    [{}, { a: 1 }, Object.create(null), new Date(0)].map(isRecord),
    [true, true, true, true],
  );
  assertEquals(
    [null, undefined, [], [1], "a", 1, true, () => {}].filter(isRecord),
    [],
  );
});
