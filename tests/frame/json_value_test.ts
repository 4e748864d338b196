import { assertEquals, assertThrows } from "@std/assert";
import { jsonValue } from "../../frame/json_value.ts";

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}

Deno.test("a value is written to 500 levels, and refused beyond", () => {
  assertEquals(
    jsonValue(nested(500)),
    `${"[".repeat(500)}1${"]".repeat(500)}`,
  );
  assertThrows(
    () => jsonValue(nested(501)),
    RangeError,
    "nested deeper than 500 levels",
  );
});

Deno.test("the sign of a zero is kept", () => {
  assertEquals(jsonValue([0, -0, { a: -0 }]), '[0,-0.0,{"a":-0.0}]');
});
