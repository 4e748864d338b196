import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { DataFrame } from "../../../../frame/mod.ts";
import { InputError } from "../../../../mlflow/errors.ts";
import { parseSignature } from "../../../../mlflow/parse_signature.ts";
import { checkPages } from "../../../../mlflow/protocol/parquet/check_pages.ts";
import { readParquetInvocation } from "../../../../mlflow/protocol/parquet/read_parquet.ts";
import type { Signature } from "../../../../mlflow/signature.ts";

const FOLDER = new URL("../../../golden/protocol/", import.meta.url);

function fileOf(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`${name}.parquet`, FOLDER));
}

async function frameOf(
  name: string,
  signature?: Signature,
): Promise<DataFrame> {
  const { input, wrapped } = await readParquetInvocation(
    fileOf(name),
    signature,
  );
  assert(wrapped);
  assert(input instanceof DataFrame);
  return input;
}

const NAMES = [
  "boolean",
  "integer",
  "long",
  "float",
  "double",
  "string",
  "binary",
  "datetime",
] as const;
const EIGHT = parseSignature({
  inputs: JSON.stringify(NAMES.map((name) => ({ type: name, name }))),
});

for (const name of ["eight_types", "uncompressed"]) {
  Deno.test(`the eight types of ${name}.parquet come in the order of the signature`, async () => {
    const frame = await frameOf(name, EIGHT);
    assertEquals(frame.names, NAMES);
    assertEquals(frame.columns, [
      { dtype: "boolean", values: Uint8Array.of(1, 0) },
      { dtype: "int32", values: Int32Array.of(1, -2) },
      { dtype: "int64", values: BigInt64Array.of(9007199254740993n, 2n) },
      { dtype: "float32", values: Float32Array.of(1.5, 0.25) },
      { dtype: "float64", values: Float64Array.of(2.5, NaN) },
      { dtype: "string", values: ["s", null] },
      { dtype: "object", values: [Uint8Array.of(1, 2), Uint8Array.of(255)] },
      {
        dtype: "datetime",
        values: Float64Array.of(1609459200000, 946684799500),
      },
    ]);
  });
}

Deno.test("the row labels that pandas writes are not a column", async () => {
  assertEquals((await frameOf("labelled")).names, ["long"]);
});

Deno.test("integers with missing values are doubles, as pandas reads them", async () => {
  const frame = await frameOf("missing");
  assertEquals(frame.columns, [
    { dtype: "float64", values: Float64Array.of(1, NaN) },
    { dtype: "object", values: [true, null] },
  ]);
  const signature = parseSignature({
    inputs: JSON.stringify([{ type: "long", name: "n" }]),
  });
  await assertRejects(
    () => frameOf("missing", signature),
    InputError,
    "Can not safely convert float64 to int64. Hint",
  );
});

Deno.test("a datetime with a time zone is refused where the signature has one", async () => {
  const signature = parseSignature({
    inputs: JSON.stringify([{ type: "datetime", name: "datetime" }]),
  });
  await assertRejects(
    () => frameOf("zoned", signature),
    InputError,
    "datetime",
  );
});

Deno.test("what is not a Parquet file is a bad request", async () => {
  const cases: readonly Uint8Array[] = [
    new Uint8Array(0),
    new TextEncoder().encode("a,b\n1,2\n"),
    fileOf("eight_types").subarray(0, 900),
    fileOf("eight_types").subarray(200),
  ];
  for (const body of cases) {
    await assertRejects(
      () => readParquetInvocation(body, undefined),
      InputError,
      "Failed to parse input as a Pandas DataFrame",
    );
  }
});

Deno.test("a damaged file is read or refused, and quickly", async () => {
  const original = fileOf("eight_types");
  const byte = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.array(byte, { minLength: 1, maxLength: 4 }),
      async (changes) => {
        const damaged = original.slice();
        for (const [at, value] of changes) damaged[at] = value;
        try {
          await readParquetInvocation(damaged, undefined);
        } catch (error) {
          assert(error instanceof InputError, String(error));
        }
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("rows, cells and places that cannot be are refused before a page is read", () => {
  const file = fileOf("eight_types").slice().buffer;
  const metadata = parquetMetadata(file);
  checkPages(file, metadata);
  assertThrows(
    () => checkPages(file, { ...metadata, "num_rows": 10n ** 12n }),
    RangeError,
    "1000000000000 rows",
  );
  const [group] = metadata.row_groups;
  assert(group !== undefined);
  const columns = group.columns.map((column) => ({
    ...column,
    ...(column.meta_data === undefined ? {} : {
      "meta_data": { ...column.meta_data, "total_compressed_size": 10n ** 9n },
    }),
  }));
  assertThrows(
    () =>
      checkPages(file, { ...metadata, "row_groups": [{ ...group, columns }] }),
    RangeError,
    "lies outside the file",
  );
});

Deno.test("a page that says it has two billion values is refused", async () => {
  const body = fileOf("uncompressed").slice();
  const { row_groups: groups } = parquetMetadata(body.slice().buffer);
  const start = Number(groups[0]?.columns[0]?.meta_data?.data_page_offset);
  // A page header ends its counts with one byte; five bytes hold a larger one.
  const at = body.indexOf(4, start);
  const claim = Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x0f);
  body.set(claim, at);
  await assertRejects(
    () => readParquetInvocation(body, undefined),
    InputError,
    "The pages say that they hold more than",
  );
});
