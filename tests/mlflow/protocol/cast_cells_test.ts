import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataFrame } from "../../../frame/mod.ts";
import { InputError } from "../../../mlflow/errors.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import { readInvocation } from "../../../mlflow/protocol/invocations.ts";

/** What pandas and numpy make of values of several kinds in one column. */
function columnsOf(
  inputs: readonly unknown[],
  body: string,
  contentType = "application/json",
): Readonly<Record<string, readonly unknown[]>> {
  const signature = parseSignature({ inputs: JSON.stringify(inputs) });
  const bytes = new TextEncoder().encode(body);
  const { input } = readInvocation(bytes, contentType, signature);
  assert(input instanceof DataFrame);
  return input.toColumns();
}

function records(name: string, cells: readonly string[]): string {
  const rows = cells.map((cell) => `{"${name}": ${cell}}`);
  return `{"dataframe_records": [${rows.join(", ")}]}`;
}

const TIME = [{ name: "t", type: "datetime", required: true }];

Deno.test("after a text, a number is not a datetime; before one, it is nanoseconds", () => {
  assertThrows(
    () => columnsOf(TIME, records("t", ['"2021-01-01"', "1"])),
    InputError,
    "Failed to convert column t",
  );
  assertEquals(columnsOf(TIME, records("t", ["1000000", '"2021-01-01"'])), {
    t: [new Date(1), new Date("2021-01-01")],
  });
});

Deno.test("NaN among texts of datetimes is missing in a table, and refused under inputs", () => {
  assertEquals(columnsOf(TIME, records("t", ['"2021-01-01"', "NaN"])).t, [
    new Date("2021-01-01"),
    null,
  ]);
  assertThrows(
    () => columnsOf(TIME, '{"inputs": {"t": ["2021-01-01", NaN]}}'),
    InputError,
  );
});

Deno.test("CSV without the datetimes of a signature is read, where they are optional", () => {
  const inputs = [
    { name: "a", type: "long", required: true },
    { name: "t", type: "datetime", required: false },
  ];
  assertEquals(columnsOf(inputs, "a\n1\n2\n", "text/csv"), { a: [1, 2] });
  assertThrows(
    () => columnsOf(inputs, "a,t\n1,2021-01-01\n", "text/csv"),
    InputError,
    "column t is a datetime",
  );
});

const ANY = [
  { name: "a", type: "any", required: true },
  { name: "b", type: "double", required: true },
];

Deno.test("under instances, values of several kinds become one kind, as in an array", () => {
  const of = (first: string, second: string) =>
    columnsOf(
      ANY,
      `{"instances": [{"a": ${first}, "b": 1}, {"a": ${second}, "b": 2}]}`,
    ).a;
  assertEquals(of('"x"', "1.0"), ["x", "1.0"]);
  assertEquals(of("1.5", "true"), [1.5, 1]);
  assertEquals(of("3", "true"), [3, 1]);
  assertEquals(of("true", "false"), [true, false]);
});

Deno.test("under inputs, a list of texts for anything is a column beside other columns", () => {
  const body = '{"inputs": {"a": ["x", "y"], "b": [1, 2]}}';
  assertEquals(columnsOf(ANY, body), { a: ["x", "y"], b: [1, 2] });
});

Deno.test("a list of texts holds no lists", () => {
  const inputs = [{
    name: "a",
    type: "array",
    items: { type: "string" },
    required: true,
  }];
  assertThrows(
    () => columnsOf(inputs, '{"inputs": {"a": [["x"], ["y"]]}}'),
    InputError,
    "setting an array element with a sequence",
  );
});

Deno.test("a text is not a truth value in a map", () => {
  const inputs = [{
    name: "m",
    type: "map",
    values: { type: "boolean" },
    required: true,
  }];
  assertThrows(
    () => columnsOf(inputs, records("m", ['{"p": "1.5"}'])),
    InputError,
    "boolean",
  );
});
