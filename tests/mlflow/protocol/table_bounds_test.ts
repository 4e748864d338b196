import { assertRejects, assertThrows } from "@std/assert";
import { InputError } from "../../../mlflow/errors.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import { readAzureInput } from "../../../mlflow/protocol/azure.ts";
import { readInvocation } from "../../../mlflow/protocol/invocations.ts";
import { readInferRequest } from "../../../mlflow/protocol/open_inference/infer_request.ts";
import { readParquetInvocation } from "../../../mlflow/protocol/parquet/read_parquet.ts";
import type { TableBounds } from "../../../mlflow/protocol/table_bounds.ts";
import type { Signature } from "../../../mlflow/signature.ts";

const encoder = new TextEncoder();
const COLUMNS = parseSignature({
  inputs: JSON.stringify(
    ["a", "b", "c"].map((name) => ({ type: "double", name })),
  ),
});
const ANY = parseSignature({
  inputs: JSON.stringify([{ type: "any" }]),
});
const BOUNDS: TableBounds = { maxColumns: 3, maxCells: 12 };

function invoke(
  body: string,
  signature?: Signature,
  bounds: TableBounds | undefined = BOUNDS,
) {
  const type = body.startsWith("{") ? "application/json" : "text/csv";
  return readInvocation(encoder.encode(body), type, signature, { bounds });
}

const taken: Readonly<Record<string, string>> = {
  "a CSV of three columns and four rows": `a,b,c\n${"1,2,3\n".repeat(3)}`,
  "a list of ten values": '{"inputs": [1, 2, 3, 4, 5, 6, 7, 8, 9]}',
};

for (const [what, body] of Object.entries(taken)) {
  Deno.test(`${what} is within bounds of three columns and twelve cells`, () => {
    invoke(body);
  });
}

const COLUMNS_SAID =
  "The table has 4 columns, at most 3 are read: send fewer columns, or raise --max-columns";
const refused: readonly (readonly [string, string, string, Signature?])[] = [
  ["a CSV of four columns", "a,b,c,d\n1,2,3,4\n", COLUMNS_SAID],
  ["a CSV whose rows have labels", "a,b,c\n1,2,3,4\n", COLUMNS_SAID],
  [
    "a CSV of thirteen cells",
    `a\n${"1\n".repeat(13)}`,
    "The body has more than 12 cells: send fewer rows at a time, or raise --max-cells",
  ],
  [
    "a CSV of short rows",
    `a,b,c\n${"1\n".repeat(8)}`,
    "The table has 8 rows of 3 columns, at most 12 cells are read",
  ],
  [
    "a split table of four columns",
    '{"dataframe_split": {"data": [[1, 2, 3, 4]]}}',
    COLUMNS_SAID,
  ],
  [
    "a split table of one long row",
    '{"dataframe_split": {"data": [[1, 2, 3], [], [], [], []]}}',
    "The body has more than 12 values: send fewer rows at a time, or raise --max-cells",
  ],
  [
    "records of four keys in all",
    '{"dataframe_records": [{"a": 1}, {"b": 1}, {"c": 1}, {"d": 1}]}',
    "The body has more than 3 different keys: send fewer columns, or raise --max-columns",
  ],
  [
    "a list of many values",
    `{"inputs": [${"0,".repeat(20)}0]}`,
    "The body has more than 12 values",
  ],
  [
    "rows for a signature of anything",
    '{"inputs": [[1, 2, 3, 4]]}',
    COLUMNS_SAID,
    ANY,
  ],
];

for (const [what, body, says, signature] of refused) {
  Deno.test(`${what} is refused, with the bound and the flag`, () => {
    assertThrows(() => invoke(body, signature), InputError, says);
    invoke(body, signature, { maxColumns: 100, maxCells: 1000 });
  });
}

Deno.test("rows times columns are bounded where rows are short", () => {
  const bounds = { maxColumns: 20, maxCells: 60 };
  const short = Array.from({ length: 9 }, () => "[]").join(", ");
  assertThrows(
    () =>
      invoke(
        `{"dataframe_split": {"data": [[1,2,3,4,5,6,7,8,9], ${short}]}}`,
        undefined,
        bounds,
      ),
    InputError,
    "The table has 10 rows of 9 columns, at most 60 cells are read",
  );
  const records = Array.from({ length: 10 }, (_, i) => ({ [`k${i}`]: 1 }));
  assertThrows(
    () =>
      invoke(
        JSON.stringify({ dataframe_records: records }),
        undefined,
        bounds,
      ),
    InputError,
    "The table has 10 rows of 10 columns, at most 60 cells are read",
  );
});

Deno.test("single values beside columns count for each row", () => {
  const body = (rows: number) =>
    JSON.stringify({
      inputs: { a: new Array(rows).fill(0.5), b: 1.5, c: 2.5 },
    });
  const bounds = { maxCells: 100 };
  invoke(body(33), COLUMNS, bounds);
  assertThrows(
    () => invoke(body(34), COLUMNS, bounds),
    InputError,
    "The table has 34 rows of 3 columns, at most 100 cells are read",
  );
  const unified = { messages: new Array(60).fill(0.5), b: 1.5 };
  const doubles = parseSignature({
    inputs: JSON.stringify(
      ["messages", "b"].map((name) => ({ type: "double", name })),
    ),
  });
  assertThrows(
    () => invoke(JSON.stringify(unified), doubles, bounds),
    InputError,
    "The table has 60 rows of 2 columns, at most 100 cells are read",
  );
});

Deno.test("JSON of more different keys than columns is refused before it is parsed", () => {
  const keys = (count: number) =>
    `{${Array.from({ length: count }, (_, i) => `"key ${i}": 1`).join(",")}`;
  // What is no JSON would be refused with other words if it were parsed.
  const bounds = { maxColumns: 1000 };
  assertThrows(
    () => invoke(keys(1200), undefined, bounds),
    InputError,
    "The body has more than 1000 different keys: send fewer columns, or raise --max-columns",
  );
  assertThrows(
    () => invoke(keys(1000), undefined, bounds),
    InputError,
    "valid JSON",
  );
});

Deno.test("each door of JSON has the bounds", () => {
  const many = `[${"0,".repeat(20)}0]`;
  const options = { bounds: BOUNDS };
  const bytes = encoder.encode(`{"input_data": ${many}, "inputs": ${many}}`);
  for (
    const read of [
      () => readAzureInput(bytes, "", undefined, options),
      () => readInferRequest(bytes, null, undefined, options),
      () => readInvocation(bytes, "application/json", undefined, options),
    ]
  ) {
    assertThrows(read, InputError, "The body has more than 12 values");
  }
});

Deno.test("a Parquet file of more cells than are read is refused by its metadata", async () => {
  const folder = new URL("../../golden/protocol/", import.meta.url);
  const file = await Deno.readFile(new URL("eight_types.parquet", folder));
  await assertRejects(
    () => readParquetInvocation(file, undefined, { bounds: { maxCells: 2 } }),
    InputError,
    "at most 2 cells are read: send fewer rows at a time, or raise --max-cells",
  );
});

Deno.test("a million columns of CSV are refused in the time that they take to be read", () => {
  const names = Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(",");
  const cells = new Array(1_000_000).fill("1").join(",");
  assertThrows(
    () => invoke(`${names}\n${cells}\n`, undefined, {}),
    InputError,
    "The table has 1000000 columns, at most 100000 are read",
  );
});
