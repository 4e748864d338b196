import type { Column } from "../frame/column.ts";
import { DataFrame } from "../frame/data_frame.ts";
import { inferColumn } from "../frame/infer_column.ts";

/** A table of Apache Arrow, as far as collecting needs to know it. */
export interface ArrowTable {
  /** The number of rows. */
  readonly numRows: number;
  /** The names and types of the columns. */
  readonly schema: {
    readonly fields: readonly {
      readonly name: string;
      readonly type: { readonly typeId: number };
    }[];
  };
  /** The column at a position, its values in order. */
  getChildAt(index: number): Iterable<unknown> | null;
}

/** What a `Collector` takes. */
export type CollectableTable =
  | DataFrame
  | ArrowTable
  | readonly Readonly<Record<string, unknown>>[];

// The numbers that Apache Arrow gives its types.
const ARROW_FLOAT = 3;
const ARROW_DATE = 8;
const ARROW_TIMESTAMP = 10;

/**
 * Takes a table as a frame.
 *
 * @param data A frame, an Apache Arrow table, or a list of flat records.
 * @returns The frame: the same one, or one with the table's values.
 * @throws {TypeError} If it is something else; the message says what.
 */
export function frameOfTable(data: unknown): DataFrame {
  if (data instanceof DataFrame) return data;
  if (Array.isArray(data)) return frameOfRecords(data);
  if (isArrowTable(data)) return frameOfArrow(data);
  throw new TypeError(
    `Cannot collect ${
      kindOf(data)
    }: expected a DataFrame, an Arrow table or a list of flat records`,
  );
}

function frameOfRecords(records: readonly unknown[]): DataFrame {
  const checked: Readonly<Record<string, unknown>>[] = [];
  for (let row = 0; row < records.length; row++) {
    const record = records[row];
    if (!isFlatRecord(record)) {
      throw new TypeError(
        `Cannot collect a list: entry ${row} is ${
          kindOf(record)
        }, expected a flat record, an object of one value a column`,
      );
    }
    for (const [name, value] of Object.entries(record)) {
      if (isScalar(value)) continue;
      throw new TypeError(
        `Cannot collect a list of records: ${
          JSON.stringify(name)
        } of record ${row} is ${
          kindOf(value)
        }, expected a single value; make a DataFrame to collect nested cells`,
      );
    }
    checked.push(record);
  }
  return DataFrame.fromRecords(checked);
}

function frameOfArrow(table: ArrowTable): DataFrame {
  const { fields } = table.schema;
  const columns = fields.map(({ type }, i) =>
    arrowColumn([...table.getChildAt(i) ?? []], type.typeId)
  );
  return new DataFrame(fields.map(({ name }) => name), columns, {
    length: table.numRows,
  });
}

function arrowColumn(values: readonly unknown[], typeId: number): Column {
  switch (typeId) {
    case ARROW_FLOAT:
      return { dtype: "float64", values: numbers(values) };
    case ARROW_DATE:
    case ARROW_TIMESTAMP:
      return { dtype: "datetime", values: numbers(values) };
    default:
      return inferColumn(values);
  }
}

function numbers(values: readonly unknown[]): Float64Array {
  return Float64Array.from(
    values,
    (value) => value === null ? NaN : Number(value),
  );
}

function isArrowTable(value: unknown): value is ArrowTable {
  return typeof value === "object" && value !== null && "numRows" in value &&
    typeof value.numRows === "number" && "getChildAt" in value &&
    typeof value.getChildAt === "function" && "schema" in value &&
    typeof value.schema === "object" && value.schema !== null &&
    "fields" in value.schema && Array.isArray(value.schema.fields);
}

function isFlatRecord(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" && typeof value !== "function" &&
      typeof value !== "symbol" || value === null || value instanceof Date;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "object") return `a ${typeof value}`;
  const name: unknown = value.constructor?.name;
  return name === "Object" || typeof name !== "string"
    ? "an object"
    : `an object of class ${name}`;
}
