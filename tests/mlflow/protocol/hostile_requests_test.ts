import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataFrame } from "../../../frame/mod.ts";
import { InputError } from "../../../mlflow/errors.ts";
import { evenCells } from "../../../mlflow/protocol/casts/numpy_array.ts";
import { parseExactJson } from "../../../mlflow/protocol/json/exact_json.ts";
import { plainJson } from "../../../mlflow/protocol/json/plain_json.ts";
import { readInvocation } from "../../../mlflow/protocol/invocations.ts";
import { CastError } from "../../../mlflow/protocol/casts/cast_error.ts";

Deno.test("JSON is read to 500 levels, and refused beyond", () => {
  const nested = (levels: number) =>
    parseExactJson("[".repeat(levels) + "]".repeat(levels));
  nested(500);
  assertThrows(() => nested(501), InputError, "Nested deeper than 500 levels");
});

Deno.test("an integer of JSON has at most 4300 digits", () => {
  assertEquals(parseExactJson("1".repeat(4300)), BigInt("1".repeat(4300)));
  assertThrows(
    () => parseExactJson("1".repeat(4301)),
    InputError,
    "limit of 4300 digits",
  );
});

Deno.test("an array has at most 64 dimensions", () => {
  const nested = (levels: number) => {
    let value: unknown = 1;
    for (let i = 0; i < levels; i++) value = [value];
    return evenCells(value);
  };
  assertEquals(nested(64).shape.length, 64);
  assertThrows(() => nested(65), CastError, "deeper than 64 levels");
});

Deno.test("an answer nested deeper than 500 levels is refused", () => {
  const written = (levels: number) => {
    let value: unknown = 1;
    for (let i = 0; i < levels; i++) value = [value];
    return plainJson(value);
  };
  assertEquals(written(500).length, 1001);
  assertThrows(() => written(502), InputError, "nested too deeply");
});

Deno.test("a control character in a text of JSON is refused", () => {
  assertThrows(
    () => parseExactJson('"a\nb"'),
    InputError,
    "Invalid control character",
  );
});

Deno.test("half of a surrogate pair in a text is refused, a pair is a character", () => {
  const body = (escaped: string) =>
    new TextEncoder().encode(
      `{"dataframe_split": {"columns": ["a"], "data": [["${escaped}"]]}}`,
    );
  assertThrows(
    () => readInvocation(body("\\ud83d"), "application/json", undefined),
    InputError,
    "half of a surrogate pair",
  );
  const { input } = readInvocation(
    body("\\ud83d\\ude00"),
    "application/json",
    undefined,
  );
  assert(input instanceof DataFrame);
  assertEquals(input.columns[0]?.values[0], "😀");
});
