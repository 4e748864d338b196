import { reasonOf } from "../ground/reason_of.ts";
import type { ByteWriter } from "./byte_writer.ts";
import type { Column, Float32Column, Float64Column } from "./column.ts";
import type { DataFrame } from "./data_frame.ts";
import { writeFloatRecords } from "./float_records.ts";
import { jsonValue } from "./json_value.ts";
import { recordKeys } from "./record_keys.ts";

/** Fewer cells than this are written as one text; more as bytes, by blocks of rows. */
const TEXT_CELLS = 512;

/**
 * The rows of a frame as one JSON array of objects: the values that pandas'
 * `to_json(orient="records")` gives, as plain JSON on one line. Missing and
 * non-finite cells are `null`, whole numbers of float columns keep `.0`,
 * integers are exact, datetimes are epoch milliseconds without their fraction,
 * and floats are the shortest text that reads back to the same double. Row
 * labels are left out.
 *
 * @param frame The frame.
 * @returns The JSON; keys in column order, no spaces.
 * @throws {TypeError} If a cell has no JSON, by column and row.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DataFrame, recordsJson } from "@samla/samla";
 *
 * const frame = DataFrame.fromColumns({ age: [31, 64], score: [0.5, 2] });
 * assertEquals(
 *   recordsJson(frame),
 *   '[{"age":31,"score":0.5},{"age":64,"score":2.0}]',
 * );
 * ```
 */
export function recordsJson(frame: DataFrame): string {
  const { columns, length } = frame;
  if (length === 0) return "[]";
  const keys = recordKeys(frame.names);
  if (length === 1) return `[${rowJson(frame, keys, 0)}]`;
  if (columns.length === 0) return `[${"{},".repeat(length - 1)}{}]`;
  const rows: string[] = new Array(length);
  for (let row = 0; row < length; row++) rows[row] = rowJson(frame, keys, row);
  return `[${rows.join(",")}]`;
}

/**
 * Writes what {@linkcode recordsJson} gives as UTF-8, without making one long
 * text of it.
 *
 * @param frame The frame.
 * @param writer Where to write; what was written stays there if an error is thrown.
 * @param options Text to write before it, in ASCII: one call is faster than two.
 * @returns The number of bytes, without that text.
 * @throws {TypeError} If a cell has no JSON, by column and row.
 */
export function writeRecordsJson(
  frame: DataFrame,
  writer: ByteWriter,
  options: { readonly head?: string } = {},
): number {
  const { head = "" } = options;
  const { columns, length } = frame;
  const start = writer.length + head.length;
  if (columns.length * length < TEXT_CELLS) {
    return writer.append(head + recordsJson(frame)) - head.length;
  }
  const keys = recordKeys(frame.names);
  writer.append(head + "[");
  if (columns.every(isFloat)) writeFloatRecords(writer, columns, keys);
  else writeBlocks(frame, keys, writer);
  writer.append("]");
  return writer.length - start;
}

function writeBlocks(
  frame: DataFrame,
  keys: readonly string[],
  writer: ByteWriter,
): void {
  const { columns, length } = frame;
  const blockRows = Math.ceil(TEXT_CELLS / columns.length);
  for (let from = 0; from < length; from += blockRows) {
    const to = Math.min(length, from + blockRows);
    let text = from === 0 ? "" : ",";
    for (let row = from; row < to; row++) {
      text += rowJson(frame, keys, row);
      if (row < to - 1) text += ",";
    }
    writer.append(text);
  }
}

function isFloat(column: Column): column is Float64Column | Float32Column {
  return column.dtype === "float64" || column.dtype === "float32";
}

function rowJson(
  frame: DataFrame,
  keys: readonly string[],
  row: number,
): string {
  const { columns } = frame;
  let text = "{";
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    text += keys[i]!;
    if (column.dtype === "float64" || column.dtype === "float32") {
      text += floatJson(column.values[row]!);
    } else if (column.dtype === "object") {
      text += objectJson(column.values[row], frame.names[i]!, row);
    } else {
      text += cellJson(column, row);
    }
  }
  return text + "}";
}

function floatJson(value: number): string {
  if (Math.trunc(value) !== value) {
    return value !== value ? "null" : "" + value;
  }
  if (value - value !== 0) return "null";
  if (Object.is(value, -0)) return "-0.0";
  const text = "" + value;
  return value >= 1e21 || value <= -1e21 ? text : text + ".0";
}

function cellJson(
  column: Exclude<
    Column,
    { dtype: "float64" } | { dtype: "float32" } | { dtype: "object" }
  >,
  row: number,
): string {
  switch (column.dtype) {
    case "boolean":
      if (column.missing?.[row]) return "null";
      return column.values[row] === 0 ? "false" : "true";
    case "int32":
    case "int64":
      if (column.missing?.[row]) return "null";
      return "" + column.values[row]!;
    case "datetime": {
      const value = column.values[row]!;
      return value - value !== 0 ? "null" : "" + Math.trunc(value);
    }
    case "string": {
      const value = column.values[row] ?? null;
      return value === null ? "null" : JSON.stringify(value);
    }
  }
}

function objectJson(value: unknown, name: string, row: number): string {
  try {
    return jsonValue(value);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new TypeError(
      `Cannot write column ${
        JSON.stringify(name)
      } as JSON: row ${row}: ${reason}`,
      { cause },
    );
  }
}
