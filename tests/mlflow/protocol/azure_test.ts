import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import { InputError } from "../../../mlflow/errors.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import { readAzureInput } from "../../../mlflow/protocol/azure.ts";
import type { Invocation } from "../../../mlflow/protocol/invocations.ts";
import type { Signature } from "../../../mlflow/signature.ts";

function read(body: unknown, signature?: Signature): Invocation {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return readAzureInput(bytes, "application/json", signature);
}

const COLUMNS = parseSignature({
  inputs: JSON.stringify([
    { type: "double", name: "a" },
    { type: "long", name: "b" },
  ]),
  params: JSON.stringify([
    { name: "k", type: "integer", default: 5, shape: null },
    { name: "when", type: "datetime", default: "2023-07-01", shape: null },
  ]),
});
const TENSOR = parseSignature({
  inputs: JSON.stringify([
    { type: "tensor", "tensor-spec": { dtype: "float32", shape: [-1, 2] } },
  ]),
});
const NAMED = parseSignature({
  inputs: JSON.stringify([
    {
      name: "x",
      type: "tensor",
      "tensor-spec": { dtype: "int64", shape: [-1] },
    },
    {
      name: "y",
      type: "tensor",
      "tensor-spec": { dtype: "bool", shape: [-1] },
    },
  ]),
});

Deno.test("input_data takes a split frame, rows and columns by name", () => {
  const expected = [{ a: 1.5, b: 2 }];
  for (
    const data of [
      { columns: ["b", "a"], index: ["r"], data: [[2, 1.5]] },
      [[1.5, 2]],
      { a: [1.5], b: [2] },
      [{ a: 1.5, b: 2 }],
    ]
  ) {
    const { input, wrapped } = read({ "input_data": data }, COLUMNS);
    assert(input instanceof DataFrame);
    assertEquals(input.toRecords(), expected);
    assert(!wrapped);
  }
});

Deno.test("input_data takes an array and named arrays", () => {
  const { input } = read({ "input_data": [[1, 2], [3, 4]] }, TENSOR);
  assertEquals(
    input,
    new Tensor("float32", [2, 2], Float32Array.of(1, 2, 3, 4)),
  );
  const named = read({ "input_data": { y: [true], x: [7], z: [0] } }, NAMED);
  assertEquals(named.input, {
    x: new Tensor("int64", [1], BigInt64Array.of(7n)),
    y: new Tensor("bool", [1], Uint8Array.of(1)),
  });
});

Deno.test("params are checked and completed with their defaults", () => {
  const data = { "input_data": [[1.5, 2]] };
  assertEquals(read(data, COLUMNS).params, {
    k: 5,
    when: new Date("2023-07-01"),
  });
  assertEquals(
    read({ ...data, params: { k: 7, unknown: 1 } }, COLUMNS).params.k,
    7,
  );
  assertThrows(
    () => read({ ...data, params: { k: 1.5 } }, COLUMNS),
    InputError,
    "Failed to validate type and shape for 'k'",
  );
  assertThrows(
    () => read({ ...data, params: [1] }, COLUMNS),
    InputError,
    "Parameters must be a dictionary",
  );
});

Deno.test("a parameter tells 1 from 1.0", () => {
  const body = (k: string): Uint8Array =>
    new TextEncoder().encode(
      `{"input_data": [[1.5, 2]], "params": {"k": ${k}}}`,
    );
  assertEquals(readAzureInput(body("1"), "", COLUMNS).params.k, 1);
  assertThrows(
    () => readAzureInput(body("1.0"), "", COLUMNS),
    InputError,
    "'k'",
  );
});

Deno.test("what does not fit is named", () => {
  const cases: readonly [unknown, Signature, string][] = [
    [{}, COLUMNS, "A value is not provided for the 'input_data' parameter."],
    [[], COLUMNS, "A value is not provided for the 'input_data' parameter."],
    [{ "input_data": [[1]] }, COLUMNS, "2 columns passed, passed data had 1"],
    [
      { "input_data": [["x", 1]] },
      COLUMNS,
      "Failed to convert column a to type 'float64'",
    ],
    [
      { "input_data": [[1, 2, 3]] },
      TENSOR,
      "Shape of input (1, 3) does not match expected shape (-1, 2)",
    ],
    [{ "input_data": { x: [1] } }, NAMED, "Model is missing inputs ['y']"],
  ];
  for (const [body, signature, fragment] of cases) {
    assertThrows(() => read(body, signature), InputError, fragment);
  }
});
