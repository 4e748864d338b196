import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import {
  InputError,
  UnsupportedMediaTypeError,
} from "../../../mlflow/errors.ts";
import { readAzureInput } from "../../../mlflow/protocol/azure.ts";
import { readInvocation } from "../../../mlflow/protocol/invocations.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import type { Signature } from "../../../mlflow/signature.ts";

const JSON_TYPE = "application/json";

function signatureOf(inputs: readonly unknown[]): Signature {
  return parseSignature({ inputs: JSON.stringify(inputs), outputs: null });
}

function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(
    typeof value === "string" ? value : JSON.stringify(value),
  );
}

function frameOf(value: unknown, signature?: Signature): DataFrame {
  const { input } = readInvocation(bytes(value), JSON_TYPE, signature);
  assert(input instanceof DataFrame);
  return input;
}

const TWO = signatureOf([
  { type: "double", name: "a", required: true },
  { type: "long", name: "b", required: true },
]);

Deno.test("columns are cast and put into the order of the signature", () => {
  const frame = frameOf({
    dataframe_split: {
      columns: ["c", "b", "a"],
      data: [["x", "7", 1], [0, 2.9, null]],
    },
  }, TWO);
  assertEquals(frame.names, ["a", "b"]);
  assertEquals(frame.columns, [
    { dtype: "float64", values: Float64Array.of(1, NaN) },
    { dtype: "int64", values: BigInt64Array.of(7n, 2n) },
  ]);
});

Deno.test("records with missing keys have missing values", () => {
  const frame = frameOf({
    dataframe_records: [{ b: 1 }, { b: 2, a: 3 }],
  }, TWO);
  assertEquals(frame.toRecords(), [{ a: NaN, b: 1 }, { a: 3, b: 2 }]);
});

Deno.test("a key of the object prototype is not a column", () => {
  const signature = signatureOf([{ type: "double", name: "constructor" }]);
  assertThrows(
    () => frameOf({ dataframe_records: [{ a: 1 }] }, signature),
    InputError,
    "Model is missing inputs ['constructor']",
  );
});

Deno.test("integers beyond 2^53 stay exact, on each route", () => {
  const split = `{"columns": ["a", "b"], "data": [[1, 9007199254740993]]}`;
  const frame = frameOf(`{"dataframe_split": ${split}}`, TWO);
  assertEquals(frame.column("b")?.values[0], 9007199254740993n);
  const azure = readAzureInput(
    bytes(`{"input_data": ${split}}`),
    JSON_TYPE,
    TWO,
  );
  assert(azure.input instanceof DataFrame);
  assertEquals(azure.input.column("b")?.values[0], 9007199254740993n);
  const inferred = frameOf(`{"dataframe_split": ${split}}`);
  assertEquals(inferred.column("b")?.values[0], 9007199254740993n);
});

Deno.test("an integer has no negative zero, a float has", () => {
  const frame = frameOf(
    '{"dataframe_split": {"columns": ["a", "b"], "data": [[-0, 1], [-0.0, 2], [-0e1, 3], [-1, -0]]}}',
    TWO,
  );
  assertEquals(
    Array.from(frame.columns[0]!.values as Float64Array),
    [0, -0, -0, -1],
  );
});

Deno.test("Python's NaN tokens are read", () => {
  const frame = frameOf(
    `{"dataframe_split": {"columns": ["a", "b"], "data": [[NaN, 1], [-Infinity, 2]]}}`,
    TWO,
  );
  assertEquals(frame.column("a")?.values, Float64Array.of(NaN, -Infinity));
});

Deno.test("an integer column tells 2147483648 from 2147483648.0 and 9007199254740991.0", () => {
  const signature = signatureOf([{ type: "integer", name: "c" }]);
  const body = (cell: string) =>
    frameOf(
      `{"dataframe_split": {"columns": ["c"], "data": [[${cell}]]}}`,
      signature,
    )
      .columns[0]!.values[0];
  assertEquals(body("4294967299"), 3);
  assertEquals(body("4294967299.0"), -2147483648);
  assertEquals(body("9007199254740991.0"), -2147483648);
  assertEquals(body("1e300"), -2147483648);
  assertEquals(body("-1.9"), -1);
});

Deno.test("a wrong column or type is an error that names it and shows no value", () => {
  const cases: readonly [unknown, string][] = [
    [{ columns: ["a"], data: [[1]] }, "Model is missing inputs ['b']."],
    [
      { columns: ["a", "zz"], data: [[1, 2]] },
      "Note that there were extra inputs: ['zz'].",
    ],
    [
      { columns: ["a", "b"], data: [["hunter2", 2]] },
      "Failed to convert column a to type 'float64'",
    ],
    [
      { columns: ["a", "b"], data: [[1, null]] },
      "Failed to convert column b to type 'int64'",
    ],
    [{ columns: ["a", "b"], data: [[1, 2, 3]] }, "2 columns passed"],
    [{ columns: ["a", "a", "b"], data: [[1, 2, 3]] }, ""],
  ];
  for (const [split, fragment] of cases) {
    const requests = [
      () => readAzureInput(bytes({ input_data: split }), JSON_TYPE, TWO),
      () => readInvocation(bytes({ dataframe_split: split }), JSON_TYPE, TWO),
    ];
    for (const request of requests) {
      if (fragment === "") request();
      else {
        const error = assertThrows(request, InputError, fragment);
        assert(!error.message.includes("hunter2"));
      }
    }
  }
});

Deno.test("a body that is not UTF-8, not JSON or of another type is refused", () => {
  assertThrows(
    () => readInvocation(Uint8Array.of(0xff), JSON_TYPE, undefined),
    InputError,
    "UTF-8",
  );
  assertThrows(
    () => readInvocation(bytes(`{"a": [1, }`), JSON_TYPE, undefined),
    InputError,
    "Expecting value: line 1 column 11 (char 10)",
  );
  assertThrows(
    () => readInvocation(bytes("{}"), "text/plain", undefined),
    UnsupportedMediaTypeError,
    "Got 'text/plain'",
  );
  assertThrows(
    () => readInvocation(bytes("[".repeat(100_000)), JSON_TYPE, undefined),
    InputError,
    "Nested deeper",
  );
});

Deno.test("lists of different depth are refused under inputs, also in a column of text", () => {
  const signature = signatureOf([{ type: "string", name: "s" }]);
  assertThrows(
    () => frameOf({ inputs: { s: ["a", ["b"]] } }, signature),
    InputError,
    "inhomogeneous shape",
  );
});

Deno.test("uneven lists are an object tensor where the signature allows any size", () => {
  const signature = signatureOf([
    { type: "tensor", "tensor-spec": { dtype: "object", shape: [-1, -1] } },
  ]);
  const { input } = readInvocation(
    bytes({ inputs: [["a", "b"], ["c"]] }),
    JSON_TYPE,
    signature,
  );
  assert(input instanceof Tensor);
  assertEquals(input.data, [["a", "b"], ["c"]]);
});

Deno.test("a record that lacks a column named as a method has a missing value", () => {
  const signature = signatureOf([{ type: "double", name: "constructor" }]);
  const frame = frameOf(
    `{"dataframe_records": [{"constructor": 1.5}, {}]}`,
    signature,
  );
  assertEquals(frame.columns[0]?.values, Float64Array.of(1.5, NaN));
});

Deno.test("integers in a list are floats only if they are 0 and 1", () => {
  for (const type of ["float", "double"]) {
    const signature = signatureOf([
      { type: "array", items: { type }, name: "a" },
    ]);
    const split = (list: string): DataFrame =>
      frameOf(
        `{"dataframe_split": {"columns": ["a"], "data": [[${list}]]}}`,
        signature,
      );
    assertEquals(split("[0, 1]").toColumns(), { a: [[0, 1]] });
    assertThrows(
      () => split("[5]"),
      InputError,
      "Can not safely convert int64",
    );
  }
});

Deno.test("a CSV row with more cells than the one above is refused", () => {
  for (const body of ["a,b\n1,2\n1,2,3\n", "a\n1,2\n1,2,3\n"]) {
    assertThrows(
      () => readInvocation(bytes(body), "text/csv", undefined),
      InputError,
      "Expected 2 fields in line 3, saw 3",
    );
  }
});

Deno.test("the columns of a CSV header get names of their own, as by pandas", () => {
  for (
    const [header, names] of [
      ["a,a,a", ["a", "a.1", "a.2"]],
      ["a,a.1,a", ["a", "a.1", "a.2"]],
      ["a,,b", ["a", "Unnamed: 1", "b"]],
      ["a,b,", ["a", "b", "Unnamed: 2"]],
    ] as const
  ) {
    const body = bytes(`${header}\n1,2,3\n`);
    const { input } = readInvocation(body, "text/csv", undefined);
    assert(input instanceof DataFrame);
    assertEquals(input.names, names);
  }
});

Deno.test("a list of parameters is not null, and a big one is a double where it should be", () => {
  const signature = parseSignature({
    inputs: null,
    params: JSON.stringify([
      { name: "list", type: "double", default: [1], shape: [-1] },
      { name: "one", type: "double", default: 1, shape: null },
    ]),
  });
  const read = (params: string): unknown =>
    readInvocation(
      bytes(`{"inputs": [1], "params": ${params}}`),
      JSON_TYPE,
      signature,
    ).params;
  assertThrows(() => read(`{"list": null}`), InputError, "param 'list'");
  assertEquals(read(`{"one": 9223372036854775808, "list": []}`), {
    list: [],
    one: 2 ** 63,
  });
});

Deno.test("single values are repeated beside lists in a unified body", () => {
  const signature = signatureOf([
    { type: "string", name: "prompt" },
    { type: "long", name: "n" },
  ]);
  const frame = frameOf({ prompt: "hi", n: [1, 2] }, signature);
  assertEquals(frame.toColumns(), { prompt: ["hi", "hi"], n: [1, 2] });
});

Deno.test("an empty text in quotes is a CSV row, an empty line is not", () => {
  const read = (body: string): unknown => {
    const { input } = readInvocation(bytes(body), "text/csv", undefined);
    assert(input instanceof DataFrame);
    return input.toColumns();
  };
  assertEquals(read('a\n1\n\n""\n  \n2\n'), { a: [1, NaN, 2] });
  assertEquals(read('a\r\n""\r\n\r\n"x"\r\n'), { a: [null, "x"] });
  assertEquals(read('a\n"x\n""\n"\n""\n'), { a: ['x\n"\n', null] });
});

Deno.test("rows under inputs may hold lists where the first column takes anything", () => {
  const signature = signatureOf([{ type: "any" }, { type: "any" }]);
  const frame = frameOf({ inputs: [[1, []], [2, ["x"]]] }, signature);
  assertEquals(frame.toColumns(), { "0": [1, 2], "1": [[], ["x"]] });
});
