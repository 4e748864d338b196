import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import {
  InputError,
  UnsupportedMediaTypeError,
} from "../../../mlflow/errors.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import {
  type Invocation,
  readInvocation,
} from "../../../mlflow/protocol/invocations.ts";
import type { Signature } from "../../../mlflow/signature.ts";
import { INPUT_ERROR_KIND, STATUS_OF } from "../../../runtime/errors.ts";
import { echoInput } from "./echo.ts";

const JSON_TYPE = "application/json";

/** The tests that MLflow has of its own server, as data; rows 7 and 29 need a model. */
interface Row {
  readonly row: string;
  readonly body: unknown;
  readonly contentType?: string;
  readonly signature?: Signature;
}

function read({ body, contentType, signature }: Row): Invocation {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return readInvocation(
    new TextEncoder().encode(text),
    contentType ?? JSON_TYPE,
    signature,
  );
}

function columns(...specs: readonly (readonly [string, string])[]): Signature {
  return parseSignature({
    inputs: JSON.stringify(specs.map(([name, type]) => ({ name, type }))),
  });
}

const REFUSED: readonly (Row & { readonly message: string })[] = [
  {
    row: "1: malformed JSON",
    body: "this is,,,, not valid json",
    message:
      "Invalid input. Ensure that input is a valid JSON formatted string.",
  },
  ...["1", '"1"', "[1]"].map((body) => ({
    row: `2: ${body} is not a dictionary`,
    body,
    message:
      "The input must be a JSON dictionary with exactly one of the input fields",
  })),
  ...[
    { not: "a serialized dataframe" },
    { "dataframe_records": [], "dataframe_split": { data: [] } },
  ].map((body) => ({
    row: `3: the fields ${Object.keys(body)}`,
    body,
    message:
      "The input must be a JSON dictionary with exactly one of the input fields",
  })),
  {
    row: "4: split given a list of records",
    body: { "dataframe_split": [{ a: 1 }] },
    message: "Dataframe split format must be a dictionary. Got list",
  },
  {
    row: "5: records given a split dictionary",
    body: { "dataframe_records": { columns: ["a"], data: [[1]] } },
    message:
      "Dataframe records format must be a list of records. Got dictionary.",
  },
  {
    row: "6: split with an index of another length",
    body: { "dataframe_split": { index: [1, 2], data: [[1], [2], [3]] } },
    message:
      "Provided dataframe_split field is not a valid dataframe representation",
  },
  {
    row: "8: empty CSV",
    body: "",
    contentType: "text/csv",
    message: "No columns to parse from file",
  },
];

for (const row of REFUSED) {
  Deno.test(`conformance row ${row.row} is a BAD_REQUEST`, () => {
    const error = assertThrows(() => read(row), InputError, row.message);
    assertEquals(STATUS_OF[INPUT_ERROR_KIND[error.code]], 400);
    assertEquals(error.code, "BAD_REQUEST");
  });
}

for (
  const contentType of [
    "not_a_supported_content_type",
    "application/json; something=something",
  ]
) {
  Deno.test(`conformance rows 12 and 13: ${contentType} is not supported`, () => {
    assertThrows(
      () => read({ row: "12", body: {}, contentType }),
      UnsupportedMediaTypeError,
    );
  });
}

for (const contentType of [JSON_TYPE, `${JSON_TYPE}; charset=UTF-8`]) {
  Deno.test(`conformance rows 10 and 11: frames as ${contentType}`, () => {
    for (
      const body of [
        { "dataframe_records": [{ a: 1, b: 2.5 }] },
        { "dataframe_split": { columns: ["a", "b"], data: [[1, 2.5]] } },
      ]
    ) {
      const { input, wrapped } = read({ row: "10", body, contentType });
      assert(wrapped);
      assertEquals(echoInput(input), {
        kind: "DataFrame",
        columns: ["a", "b"],
        dtypes: ["int64", "float64"],
        cells: [["1"], ["2.5"]],
      });
    }
  });
}

Deno.test("conformance rows 14 to 16: instances and inputs", () => {
  const flat = read({ row: "14", body: { instances: [[1.5, 2], [3, 4]] } });
  assertEquals(
    flat.input,
    new Tensor("float64", [2, 2], Float64Array.of(1.5, 2, 3, 4)),
  );
  const named = {
    a: new Tensor("float64", [1, 2], Float64Array.of(1.5, 2)),
    b: new Tensor("float64", [1, 2], Float64Array.of(3.5, 4)),
  };
  assertEquals(
    read({ row: "15", body: { instances: [{ a: [1.5, 2], b: [3.5, 4] }] } })
      .input,
    named,
  );
  assertEquals(
    read({ row: "16", body: { inputs: { a: [[1.5, 2]], b: [[3.5, 4]] } } })
      .input,
    named,
  );
});

Deno.test("conformance rows 17 to 20: texts of digits stay text, on both formats", () => {
  const records = [
    { zip: "95120", cost: 10.45, score: 8 },
    { zip: "95128", cost: 23.0, score: 0 },
  ];
  const expected = {
    kind: "DataFrame",
    columns: ["zip", "cost", "score"],
    dtypes: ["object", "float64", "int64"],
    cells: [["'95120'", "'95128'"], ["10.45", "23"], ["8", "0"]],
  } as const;
  const data = records.map((record) => Object.values(record));
  for (
    const body of [
      { "dataframe_records": records },
      { "dataframe_split": { columns: ["zip", "cost", "score"], data } },
    ]
  ) assertEquals(echoInput(read({ row: "17", body }).input), expected);
});

Deno.test("conformance row 18: two hundred rows of split come as they are", () => {
  const data = Array.from({ length: 200 }, (_, i) => [i, i / 8, `t${i}`]);
  const { input } = read({
    row: "18",
    body: { "dataframe_split": { columns: ["i", "x", "t"], data } },
  });
  assert(input instanceof DataFrame);
  assertEquals(input.toSplit().data, data);
});

const NAMES = [
  "boolean",
  "integer",
  "long",
  "float",
  "double",
  "string",
  "datetime",
  "binary",
] as const;
const DTYPES = [
  "bool",
  "int32",
  "int64",
  "float32",
  "float64",
  "object",
  "datetime64[ns]",
  "object",
];
const EIGHT = columns(...NAMES.map((name) => [name, name] as const));
const RECORD = {
  string: "a",
  binary: "AQI=",
  double: 2.5,
  datetime: "2021-01-01T00:00:00",
  boolean: true,
  long: 9007199254740991,
  float: 1.5,
  integer: 7,
};

Deno.test("conformance row 21: CSV columns in another order are typed by the signature", () => {
  const signature = columns(
    ...NAMES.slice(0, 6).map((name) => [name, name] as const),
  );
  const { input } = read({
    row: "21",
    body: "string,long,boolean,double,float,integer\n1,7,true,2,1.5,3\n",
    contentType: "text/csv",
    signature,
  });
  assertEquals(echoInput(input), {
    kind: "DataFrame",
    columns: NAMES.slice(0, 6),
    dtypes: DTYPES.slice(0, 6),
    cells: [["True"], ["3"], ["7"], ["1.5"], ["2"], ["'1'"]],
  });
});

Deno.test("conformance rows 23 and 28: all types, in the order of the signature", () => {
  const lists = Object.fromEntries(
    Object.entries(RECORD).map(([name, value]) => [name, [value]]),
  );
  for (
    const body of [
      {
        "dataframe_split": {
          columns: Object.keys(RECORD),
          data: [Object.values(RECORD)],
        },
      },
      { "dataframe_records": [RECORD] },
      { inputs: lists },
    ]
  ) {
    const { input } = read({ row: "23", body, signature: EIGHT });
    assert(input instanceof DataFrame);
    assertEquals(input.names, NAMES);
    const echo = echoInput(input);
    assert(echo.kind === "DataFrame");
    assertEquals(echo.dtypes, DTYPES);
  }
});

const CASTS: readonly {
  readonly row: string;
  readonly type: string;
  readonly cells: string;
  readonly expected: readonly unknown[];
}[] = [
  {
    row: "24",
    type: "integer",
    cells: "[9007199254740991.0], [9007199254740992.0], [9007199254740994.0]",
    expected: [-2147483648, -2147483648, -2147483648],
  },
  {
    row: "25",
    type: "float",
    cells: "[1.1], [9007199254740992.0], [3.3]",
    expected: [Math.fround(1.1), 9007199254740992, Math.fround(3.3)],
  },
  { row: "26", type: "string", cells: "[1], [2], [3]", expected: [1, 2, 3] },
  {
    row: "27",
    type: "boolean",
    cells: '[1.5], [0], ["some arbitrary string"]',
    expected: [true, false, true],
  },
];

for (const { row, type, cells, expected } of CASTS) {
  Deno.test(`conformance row ${row}: a bad cast to ${type}`, () => {
    const { input } = read({
      row,
      body: `{"dataframe_split": {"columns": ["c"], "data": [${cells}]}}`,
      signature: columns(["c", type]),
    });
    assert(input instanceof DataFrame);
    assertEquals(input.toColumns().c, expected);
  });
}

Deno.test("conformance row 30: a wrong parameter is named with its types", () => {
  const signature = parseSignature({
    inputs: JSON.stringify([{ name: "a", type: "double" }]),
    params: JSON.stringify([
      { name: "param1", type: "datetime", default: "2023-07-01", shape: null },
    ]),
  });
  const body = { "dataframe_records": [{ a: 1 }] };
  const { params } = read({ row: "29", body, signature });
  assertEquals(params.param1, new Date("2023-07-01"));
  const error = assertThrows(
    () =>
      read({
        row: "30",
        body: { ...body, params: { param1: "invalid_value1" } },
        signature,
      }),
    InputError,
    "from type `<class 'str'>` to `DataType.datetime`",
  );
  assertStringIncludes(error.message, "param1");
  assert(!error.message.includes("invalid_value1"));
});
