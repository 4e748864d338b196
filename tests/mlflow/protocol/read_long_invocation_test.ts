import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import type { DataFrame } from "../../../frame/mod.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import { readAzureInput } from "../../../mlflow/protocol/azure.ts";
import { readInvocation } from "../../../mlflow/protocol/invocations.ts";
import { readInferRequest } from "../../../mlflow/protocol/open_inference/infer_request.ts";
import { readLongInferRequest } from "../../../mlflow/protocol/open_inference/read_long_infer_request.ts";
import { readLongAzureInput } from "../../../mlflow/protocol/read_long_azure_input.ts";
import { readLongInvocation } from "../../../mlflow/protocol/read_long_invocation.ts";
import type { Signature } from "../../../mlflow/signature.ts";
import { assertReadAlike } from "../../tools/read_alike.ts";

const JSON_TYPE = "application/json";
/** Spaces that make a table of some rows fill several pieces. */
const WIDE = " ".repeat(3000);
const ROWS = 80;
const ENCODER = new TextEncoder();

/** Values of a kind, as JSON. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  floats: ["0.5", "-1.25", "1e300", "-0.0", "3.0", "7e2", "0.1"],
  integers: ["1", "-7", "-0", "9007199254740991"],
  large: ["12345678901234567890", "-9223372036854775808", "3"],
  texts: ['"a"', '"1.5"', '"é,]}["', '"\\"\\\\[{"', '""', '"NaN"'],
  booleans: ["true", "false"],
  special: ["NaN", "Infinity", "-Infinity", "0.5"],
};

/** What makes a table uneven, in one of its rows. */
const ODD = ["[1]", '{"q": 2}', "1", "null", '"x"', "[[1], [2]]", "[]"];

const SIGNATURES: Readonly<Record<string, Signature | undefined>> = {
  none: undefined,
  doubles: columns(["double", "double", "double"]),
  singles: columns(["float", "double", "float"]),
  longs: columns(["long", "integer", "long"]),
  texts: columns(["string", "double", "string"]),
  booleans: columns(["boolean", "double", "boolean"]),
  unnamed: signature(["double", "double", "double"].map((type) => ({ type }))),
  matrix: tensor("float64", [-1, 3]),
  singleMatrix: tensor("float32", [-1, 3]),
  integerMatrix: tensor("int64", [-1, 3]),
  cube: tensor("float64", [-1, 3, 2]),
  one: columns(["double"]),
};

function signature(inputs: readonly unknown[]): Signature {
  return parseSignature({ inputs: JSON.stringify(inputs) })!;
}

function columns(types: readonly string[]): Signature {
  return signature(types.map((type, i) => ({ type, name: "abc"[i] })));
}

function tensor(dtype: string, shape: readonly number[]): Signature {
  return signature([{ type: "tensor", "tensor-spec": { dtype, shape } }]);
}

const CELLS = fc.record({
  kinds: fc.array(fc.constantFrom(...Object.keys(KINDS)), {
    minLength: 3,
    maxLength: 3,
  }),
  hasNulls: fc.boolean(),
  odd: fc.option(
    fc.record({ row: fc.nat(ROWS - 1), text: fc.constantFrom(...ODD) }),
    { freq: 4 },
  ),
  seed: fc.nat(),
  signature: fc.constantFrom(...Object.keys(SIGNATURES)),
});

interface Cells {
  readonly kinds: readonly string[];
  readonly hasNulls: boolean;
  readonly odd: { readonly row: number; readonly text: string } | null;
  readonly seed: number;
}

function cellsOf({ kinds, hasNulls, seed }: Cells): string[][] {
  let state = seed;
  const next = (length: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % length;
  };
  return Array.from({ length: ROWS }, () =>
    kinds.map((kind) => {
      const values = KINDS[kind]!;
      return hasNulls && next(5) === 0 ? "null" : values[next(values.length)]!;
    }));
}

function listOf(cells: Cells, rowOf: (row: readonly string[]) => string) {
  const rows = cellsOf(cells).map(rowOf);
  if (cells.odd !== null) rows[cells.odd.row] = cells.odd.text;
  return `[${rows.join(`,${WIDE}`)}]`;
}

function rows(cells: Cells): string {
  return listOf(cells, (row) => `[${row.join(", ")}]`);
}

function flat(cells: Cells): string {
  return listOf(cells, ([cell]) => cell!);
}

function cubes(cells: Cells): string {
  return listOf(
    cells,
    (row) => `[${row.map((cell) => `[${cell}, 1]`).join(",")}]`,
  );
}

function records(cells: Cells): string {
  return listOf(
    cells,
    (row) => `{${row.map((cell, i) => `"${"abc"[i]}": ${cell}`)}}`,
  );
}

function turned(cells: Cells): string {
  const columns = [..."abc"].map((name, i) =>
    `"${name}": ${listOf({ ...cells, odd: null }, (row) => row[i]!)}`
  );
  return `{${columns}}`;
}

const DOORS: Readonly<Record<string, (cells: Cells) => string>> = {
  "dataframe_split": (cells) =>
    `{"dataframe_split": {"columns": ["a", "b", "c"], "data": ${rows(cells)}}}`,
  "dataframe_split of numbered columns": (cells) =>
    `{"dataframe_split": {"data": ${
      rows(cells)
    }, "columns": [0, 1, 2], "index": [${
      Array.from({ length: ROWS }, (_, i) => i)
    }]}}`,
  "dataframe_split of values": (cells) =>
    `{"dataframe_split": {"columns": ["a"], "data": ${flat(cells)}}}`,
  "dataframe_records": (cells) => `{"dataframe_records": ${records(cells)}}`,
  "dataframe_records of rows": (cells) =>
    `{"params": {}, "dataframe_records": ${rows(cells)}}`,
  "inputs of rows": (cells) => `{"inputs": ${rows(cells)}}`,
  "inputs of records": (cells) => `{"inputs": ${records(cells)}}`,
  "inputs of values": (cells) => `{"inputs": ${flat(cells)}}`,
  "inputs of columns": (cells) => `{"inputs": ${turned(cells)}}`,
  "inputs of cubes": (cells) => `{"inputs": ${cubes(cells)}}`,
  "instances of rows": (cells) => `{"instances": ${rows(cells)}}`,
  "instances of records": (cells) => `{"instances": ${records(cells)}}`,
  "instances of columns": (cells) => `{"instances": ${turned(cells)}}`,
  "no table": (cells) => rows(cells),
  "a broken end": (cells) => `{"inputs": ${rows(cells)}`,
  "a comma too many": (cells) => `{"inputs": ${rows(cells).slice(0, -1)},]}`,
};

for (const [door, bodyOf] of Object.entries(DOORS)) {
  Deno.test(`a long body is read as a short one is: ${door}`, async () => {
    await fc.assert(
      fc.asyncProperty(CELLS, async (cells) => {
        const body = ENCODER.encode(bodyOf(cells));
        const given = SIGNATURES[cells.signature];
        await assertReadAlike(
          () => readLongInvocation(body, JSON_TYPE, given),
          () => readInvocation(body, JSON_TYPE, given),
          cells.signature,
        );
      }),
      { numRuns: 60 },
    );
  });
}

const AZURE_DOORS: Readonly<Record<string, (cells: Cells) => string>> = {
  "split": (cells) =>
    `{"input_data": {"columns": ["a", "b", "c"], "data": ${rows(cells)}}}`,
  "rows": (cells) => `{"input_data": ${rows(cells)}}`,
  "records": (cells) => `{"input_data": ${records(cells)}}`,
  "values": (cells) => `{"input_data": ${flat(cells)}}`,
  "columns": (cells) => `{"input_data": ${turned(cells)}}`,
  "cubes": (cells) => `{"input_data": ${cubes(cells)}, "params": {"x": 1}}`,
};

for (const [door, bodyOf] of Object.entries(AZURE_DOORS)) {
  Deno.test(`long input data is read as short one is: ${door}`, async () => {
    await fc.assert(
      fc.asyncProperty(CELLS, async (cells) => {
        const body = ENCODER.encode(bodyOf(cells));
        const given = SIGNATURES[cells.signature];
        await assertReadAlike(
          () => readLongAzureInput(body, given),
          () => readAzureInput(body, "", given),
          cells.signature,
        );
      }),
      { numRuns: 60 },
    );
  });
}

Deno.test("a long inference request is read as a short one is", async () => {
  const datatypes = ["FP64", "FP32", "INT64", "INT32", "BOOL", "BYTES"];
  const settings = fc.tuple(
    CELLS,
    fc.constantFrom(...datatypes),
    fc.constantFrom(rows, flat, cubes),
  );
  await fc.assert(
    fc.asyncProperty(settings, async ([cells, datatype, list]) => {
      const inner = list === rows ? [3] : list === flat ? [] : [3, 2];
      const input = (name: string) =>
        `{"name": "${name}", "shape": [${[ROWS, ...inner]}], "data": ${
          list(cells)
        }, "datatype": "${datatype}"}`;
      const body = ENCODER.encode(
        `{"id": "7", "inputs": [${input("a")}, ${input("b")}]}`,
      );
      const given = SIGNATURES[cells.signature];
      await assertReadAlike(
        () => readLongInferRequest(body, null, given),
        () => readInferRequest(body, null, given),
        `${datatype} ${cells.signature}`,
      );
    }),
    { numRuns: 150 },
  );
});

Deno.test("a comma where a piece of a long list ends asks for a value", async () => {
  const wide = " ".repeat(2 ** 17);
  for (const list of [`[[1${wide}],]`, `[[1${wide}],,[2]]`, `[1,${wide},2]`]) {
    const body = ENCODER.encode(`{"inputs": ${list}}`);
    const outcome = await assertReadAlike(
      () => readLongInvocation(body, JSON_TYPE, undefined),
      () => readInvocation(body, JSON_TYPE, undefined),
      list.slice(0, 9),
    );
    assertStringIncludes(outcome, "Expecting value");
  }
});

Deno.test("room that was made for values which did not come is given back", async () => {
  const input = (name: string) =>
    `{"name": "${name}", "shape": [1000], "datatype": "FP64", "data": [${
      `0.5,${WIDE}`.repeat(999)
    }1.5]}`;
  const body = ENCODER.encode(`{"inputs": [${input("a")}, ${input("b")}]}`);
  const { input: frame } = await readLongInferRequest(body, null, undefined);
  const held = (frame as DataFrame).columns.map(({ values }) =>
    (values as Float64Array).buffer.byteLength
  );
  assertEquals((frame as DataFrame).length, 1000);
  assert(held.every((bytes) => bytes <= 1000 * 8 * 1.25));
});

Deno.test("a long body is not read further once nobody waits", async () => {
  const body = ENCODER.encode(
    `{"inputs": [${"[0.5, 1.5, 2.5], ".repeat(400_000)}[1, 2, 3]]}`,
  );
  const reason = new Error("the client left");
  await assertRejects(
    () =>
      readLongInvocation(body, JSON_TYPE, undefined, {
        signal: AbortSignal.abort(reason),
      }),
    Error,
    reason.message,
  );
});

Deno.test("a bound on cells holds for long bodies", async () => {
  const body = ENCODER.encode(`{"inputs": [${"[0.5], ".repeat(5000)}[1]]}`);
  const bounds = { maxCells: 1000 };
  assertEquals(
    await assertReadAlike(
      () => readLongInvocation(body, JSON_TYPE, undefined, { bounds }),
      () => readInvocation(body, JSON_TYPE, undefined, { bounds }),
      "cells",
    ),
    "Invalid input. The body has more than 1000 values: send fewer rows at a time, or raise --max-cells",
  );
});
