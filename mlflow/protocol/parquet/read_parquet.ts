import { isRecord } from "../../../ground/is_record.ts";
import { jsonExcess, MAX_JSON_DEPTH } from "../../../ground/json_excess.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import {
  type FileMetaData,
  parquetMetadata,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from "hyparquet";
import { type Column, DataFrame, inferColumn } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import type { Label, Signature } from "../../signature.ts";
import { enforceFrame } from "../enforce_frame.ts";
import { planOf } from "../input_plan.ts";
import type { Invocation } from "../invocations.ts";
import { enforceParams } from "../params.ts";
import { requireTableBounds, type TableBounds } from "../table_bounds.ts";
import { checkPages } from "./check_pages.ts";

/**
 * Reads the body of a request to `/invocations` that is a Parquet file, and
 * enforces the signature.
 *
 * @param body The file: uncompressed or Snappy, columns of single values.
 * @param signature The model's signature, if it has one.
 * @param options How large a table may be.
 * @returns The input and the default parameters.
 * @throws {InputError} If the file cannot be read, or does not fit the signature.
 */
export async function readParquetInvocation(
  body: Uint8Array,
  signature: Signature | undefined,
  options: { readonly bounds?: TableBounds | undefined } = {},
): Promise<Invocation> {
  const { frame, labels } = await readParquet(body, options.bounds);
  const { schema, params } = planOf(signature);
  return {
    input: schema === undefined ? frame : enforceFrame(frame, schema, labels),
    params: enforceParams(undefined, params),
    wrapped: true,
  };
}

/** A frame, and what pandas called its columns. */
interface LabelledFrame {
  readonly frame: DataFrame;
  readonly labels: readonly Label[];
}

async function readParquet(
  body: Uint8Array,
  bounds: TableBounds | undefined,
): Promise<LabelledFrame> {
  const file = body.slice().buffer;
  try {
    const metadata = parquetMetadata(file);
    checkPages(file, metadata);
    const elements = parquetSchema(metadata).children.map((child) =>
      child.element
    );
    const length = Number(metadata.num_rows);
    const { rows, areNumbers } = pandasLabels(metadata);
    const wanted = elements.filter(({ name }) => !rows.has(name));
    requireTableBounds({ rows: length, columns: wanted.length }, bounds);
    const cells = new Map(
      wanted.map(({ name }) => [name, new Array<unknown>(length).fill(null)]),
    );
    await parquetRead({
      file,
      metadata,
      columns: wanted.map(({ name }) => name),
      utf8: false,
      onChunk: ({ columnName, columnData, rowStart }) => {
        const column = cells.get(columnName);
        if (column === undefined) return;
        for (let i = 0; i < columnData.length; i++) {
          column[rowStart + i] = columnData[i] ?? null;
        }
      },
    });
    const names = wanted.map(({ name }) => name);
    const frame = new DataFrame(
      names,
      wanted.map((element) => columnOf(cells.get(element.name)!, element)),
      { length },
    );
    return { frame, labels: areNumbers ? names.map(Number) : names };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `Failed to parse input as a Pandas DataFrame. Ensure that the input is a valid Parquet Pandas DataFrame produced using the \`pandas.DataFrame.to_parquet()\` method. Error: '${
        reasonOf(error)
      }'`,
      { cause: error },
    );
  }
}

/** What pandas wrote of its labels. */
interface PandasLabels {
  /** The columns that have the labels of rows. */
  readonly rows: ReadonlySet<string>;
  /** Whether the columns were called by numbers, which a file has as texts. */
  readonly areNumbers: boolean;
}

function pandasLabels(metadata: FileMetaData): PandasLabels {
  const text = metadata.key_value_metadata?.find(({ key }) => key === "pandas")
    ?.value;
  if (text === undefined) return { rows: new Set(), areNumbers: false };
  const bytes = new TextEncoder().encode(text);
  if (jsonExcess(bytes, { depth: MAX_JSON_DEPTH }) !== undefined) {
    throw new InputError(
      `The metadata of pandas is nested deeper than ${MAX_JSON_DEPTH} levels`,
    );
  }
  const pandas: unknown = JSON.parse(text);
  const { index_columns: rows, column_indexes: levels } = isRecord(pandas)
    ? pandas
    : {};
  const level: unknown = Array.isArray(levels) ? levels[0] : undefined;
  const type = isRecord(level) ? level.pandas_type : undefined;
  return {
    rows: new Set(
      Array.isArray(rows)
        ? rows.filter((name) => typeof name === "string")
        : [],
    ),
    areNumbers: type === "int64" || type === "float64",
  };
}

function columnOf(cells: readonly unknown[], element: SchemaElement): Column {
  const { type, converted_type, logical_type } = element;
  const hasMissing = cells.includes(null);
  switch (type) {
    case "FLOAT":
      return { dtype: "float32", values: Float32Array.from(cells, toNumber) };
    case "DOUBLE":
      return { dtype: "float64", values: Float64Array.from(cells, toNumber) };
    case "BOOLEAN":
      return hasMissing
        ? { dtype: "object", values: cells }
        : { dtype: "boolean", values: Uint8Array.from(cells, Number) };
    case "INT32":
    case "INT64":
      if (
        logical_type?.type === "TIMESTAMP" ||
        converted_type?.startsWith("TIMESTAMP") === true
      ) {
        // With a time zone it is not a datetime of a signature, as in pandas.
        if (isZoned(element)) return { dtype: "object", values: cells };
        return { dtype: "datetime", values: Float64Array.from(cells, toTime) };
      }
      return integerColumn(cells, { isWide: type === "INT64", hasMissing });
    default:
      return cells.every((cell) => cell === null || typeof cell === "string")
        ? { dtype: "string", values: cells as readonly (string | null)[] }
        : { dtype: "object", values: cells };
  }
}

function integerColumn(
  cells: readonly unknown[],
  options: { readonly isWide: boolean; readonly hasMissing: boolean },
): Column {
  const areIntegers = cells.every((cell) =>
    cell === null || typeof cell === "bigint" || Number.isInteger(cell)
  );
  if (!areIntegers) return inferColumn(cells);
  if (options.hasMissing) {
    return { dtype: "float64", values: Float64Array.from(cells, toNumber) };
  }
  return options.isWide
    ? {
      dtype: "int64",
      values: BigInt64Array.from(cells, (cell) => BigInt(String(cell))),
    }
    : { dtype: "int32", values: Int32Array.from(cells, Number) };
}

function isZoned({ logical_type: logicalType }: SchemaElement): boolean {
  return logicalType?.type === "TIMESTAMP" && logicalType.isAdjustedToUTC;
}

function toNumber(cell: unknown): number {
  return cell === null ? NaN : Number(cell);
}

function toTime(cell: unknown): number {
  if (cell instanceof Date) return cell.getTime();
  return NaN;
}
