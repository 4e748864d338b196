import { isRecord } from "../../ground/is_record.ts";
import { InputError } from "../errors.ts";
import type { Label } from "../signature.ts";
import { describeCell } from "./describe_cell.ts";
import type { LongColumn } from "./json/long_column.ts";
import { LongList } from "./json/long_list.ts";
import { plainValue } from "./json/python_text.ts";
import { requireTableBounds, type TableBounds } from "./table_bounds.ts";

/** A table of JSON values as it came, before anything is cast. */
export interface RequestTable {
  /** The names in the order of the columns; 0, 1, … where none were given. */
  readonly names: readonly Label[];
  readonly length: number;
  readonly index?: readonly unknown[];
  /** The cells of a column; `undefined` where a record lacks the key. */
  cells(column: number): unknown[];
  /** The same cells where a long body was read by columns. */
  long?(column: number): LongColumn;
}

const SPLIT_FIELDS =
  "Invalid input. Dataframe split format must have 'data' field and optionally 'columns' and 'index' fields.";
const NO_SPLIT =
  "Invalid input. Provided dataframe_split field is not a valid dataframe representation in 'split' format.";

/**
 * Reads a table in the shape that pandas calls `split`.
 *
 * @param value The parsed JSON.
 * @param bounds How large it may be.
 * @returns The table; it reads the rows of `value` where they are.
 * @throws {InputError} If the value has another shape, or is too large.
 */
export function splitTable(
  value: unknown,
  bounds?: TableBounds,
): RequestTable {
  if (!isRecord(value)) {
    throw new InputError(
      `Invalid input. Dataframe split format must be a dictionary. Got ${
        describeKind(value)
      }.`,
    );
  }
  const { columns, index } = value as Record<string, unknown>;
  const data = tableOf((value as Record<string, unknown>).data);
  const keys = Object.keys(value);
  const isKnown = keys.every((key) =>
    key === "data" || key === "columns" || key === "index"
  );
  if (data === undefined || !isKnown) {
    throw new InputError(`${SPLIT_FIELDS} Got {${quoted(keys)}}.`);
  }
  if (!Array.isArray(data) && !(data instanceof LongList)) {
    throw new InputError(
      `${NO_SPLIT} Error: 'data is ${
        describeCell(data)
      }, expected a list of rows'`,
    );
  }
  const width = data instanceof LongList ? data.columns.length : widthOf(data);
  requireTableBounds({ rows: data.length, columns: width }, bounds);
  const names = namesOf(columns, width, data.length);
  if (index !== undefined && index !== null) {
    if (!Array.isArray(index)) {
      throw new InputError(
        `${NO_SPLIT} Error: 'index is ${
          describeCell(index)
        }, expected a list of row labels'`,
      );
    }
    if (index.length !== data.length) {
      throw new InputError(
        `${NO_SPLIT} Error: 'Length of values (${data.length}) does not match length of index (${index.length})'`,
      );
    }
  }
  const table = {
    names,
    length: data.length,
    ...(Array.isArray(index) ? { index } : {}),
  };
  if (data instanceof LongList) return { ...table, ...longCells(data) };
  return {
    ...table,
    cells(column: number): unknown[] {
      const cells = new Array(data.length);
      for (let row = 0; row < cells.length; row++) {
        const values = data[row];
        cells[row] = Array.isArray(values) ? values[column] ?? null : values;
      }
      return cells;
    },
  };
}

/** The value itself, or a long list that is no table as an ordinary one. */
function tableOf(value: unknown): unknown {
  return value instanceof LongList && !value.isTable ? value.toArray() : value;
}

function longCells(
  { columns }: LongList,
): Required<Pick<RequestTable, "cells" | "long">> {
  return {
    cells: (column) => columns[column]!.toArray(),
    long: (column) => columns[column]!,
  };
}

/** The longest row; a row that is not a list is one cell. */
function widthOf(data: readonly unknown[]): number {
  let width = 0;
  const areLists = Array.isArray(data[0]);
  for (let row = 0; row < data.length; row++) {
    const values = data[row];
    if (Array.isArray(values) !== areLists) {
      throw new InputError(
        `${NO_SPLIT} Error: 'row ${row} is ${
          describeCell(values)
        }, unlike the first'`,
      );
    }
    const size = Array.isArray(values) ? values.length : 1;
    if (size > width) width = size;
  }
  return width;
}

function namesOf(
  columns: unknown,
  width: number,
  length: number,
): readonly Label[] {
  if (columns === undefined || columns === null) return numbered(width);
  if (!Array.isArray(columns)) {
    throw new InputError(
      `${NO_SPLIT} Error: 'columns is ${
        describeCell(columns)
      }, expected a list of names'`,
    );
  }
  if (length > 0 && columns.length !== width) {
    throw new InputError(
      `${NO_SPLIT} Error: '${columns.length} columns passed, passed data had ${width} columns'`,
    );
  }
  for (let i = 0; i < columns.length; i++) {
    if (typeof columns[i] !== "string") return columns.map(labelOf);
  }
  return columns as readonly string[];
}

/** A number stays one, and Python's booleans are equal to 0 and 1. */
function labelOf(name: unknown): Label {
  const plain = plainValue(name);
  switch (typeof plain) {
    case "number":
    case "bigint":
    case "boolean":
      return Number(plain);
    default:
      return plain === null ? "nan" : String(plain);
  }
}

/**
 * Reads a table as a list of records.
 *
 * @param value The parsed JSON.
 * @param bounds How large it may be.
 * @returns The table; it reads the records of `value` where they are.
 * @throws {InputError} If the value is not a list, or mixes records and other values.
 */
export function recordsTable(
  value: unknown,
  bounds?: TableBounds,
): RequestTable {
  if (value instanceof LongList) {
    const { keys, length } = value;
    if (keys === undefined) return splitTable({ data: value }, bounds);
    requireTableBounds({ rows: length, columns: keys.length }, bounds);
    return { names: keys, length, ...longCells(value) };
  }
  if (!Array.isArray(value)) {
    throw new InputError(
      `Invalid input. Dataframe records format must be a list of records. Got ${
        describeKind(value)
      }.`,
    );
  }
  const records: readonly unknown[] = value;
  if (records.length > 0 && !isRecord(records[0])) {
    // A list of rows, or of single values, has columns without names.
    return splitTable({ data: records }, bounds);
  }
  const names: string[] = [];
  const seen = new Set<string>();
  for (let row = 0; row < records.length; row++) {
    const record = records[row];
    if (!isRecord(record)) {
      throw new InputError(
        `Invalid input. Provided dataframe_records field is not a valid dataframe representation in 'records' format. Error: 'record ${row} is ${
          describeCell(record)
        }, expected an object'`,
      );
    }
    for (const name in record) {
      if (seen.has(name)) continue;
      seen.add(name);
      names.push(name);
    }
  }
  requireTableBounds({ rows: records.length, columns: names.length }, bounds);
  return {
    names,
    length: records.length,
    cells(column: number): unknown[] {
      const name = names[column]!;
      const cells = new Array(records.length);
      for (let row = 0; row < cells.length; row++) {
        const record = records[row] as Readonly<Record<string, unknown>>;
        // Keys such as `constructor` must not be found in the prototype.
        cells[row] = Object.hasOwn(record, name) ? record[name] : undefined;
      }
      return cells;
    },
  };
}

/**
 * The names of columns that have none.
 *
 * @param width How many.
 * @returns 0, 1, ….
 */
export function numbered(width: number): readonly number[] {
  return Array.from({ length: width }, (_, i) => i);
}

/**
 * Names in quotes, for a message.
 *
 * @param names The names.
 * @returns The names as Python prints them in a list.
 */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}

/** MLflow's word for a kind of JSON value. */
function describeKind(value: unknown): string {
  if (Array.isArray(value)) return "list";
  return isRecord(value) ? "dictionary" : describeCell(value);
}
