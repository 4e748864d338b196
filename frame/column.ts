/**
 * Columns: the typed arrays a frame is made of.
 *
 * @module
 */

/** The kinds of values a column holds. */
export type DType = Column["dtype"];

/** Truth values, one byte a row: 0 or 1. */
export interface BooleanColumn {
  /** The kind of values. */
  readonly dtype: "boolean";
  /** The values in the order of the rows. */
  readonly values: Uint8Array;
  /** One byte a row, 1 where the value is missing; absent if none is. */
  readonly missing?: Uint8Array;
}

/** 32-bit signed integers. */
export interface Int32Column {
  /** The kind of values. */
  readonly dtype: "int32";
  /** The values in the order of the rows. */
  readonly values: Int32Array;
  /** One byte a row, 1 where the value is missing; absent if none is. */
  readonly missing?: Uint8Array;
}

/** 64-bit signed integers, exact beyond 2^53. */
export interface Int64Column {
  /** The kind of values. */
  readonly dtype: "int64";
  /** The values in the order of the rows. */
  readonly values: BigInt64Array;
  /** One byte a row, 1 where the value is missing; absent if none is. */
  readonly missing?: Uint8Array;
}

/** Single-precision numbers; NaN is a missing value. */
export interface Float32Column {
  /** The kind of values. */
  readonly dtype: "float32";
  /** The values in the order of the rows. */
  readonly values: Float32Array;
}

/** Double-precision numbers; NaN is a missing value. */
export interface Float64Column {
  /** The kind of values. */
  readonly dtype: "float64";
  /** The values in the order of the rows. */
  readonly values: Float64Array;
}

/** Points in time as UTC milliseconds since 1970, fractions allowed; NaN is a missing value. */
export interface DatetimeColumn {
  /** The kind of values. */
  readonly dtype: "datetime";
  /** The values in the order of the rows. */
  readonly values: Float64Array;
}

/** Text; `null` is a missing value. */
export interface StringColumn {
  /** The kind of values. */
  readonly dtype: "string";
  /** The values in the order of the rows. */
  readonly values: readonly (string | null)[];
}

/** Anything else: lists, objects, bytes, mixed cells; `null` is a missing value. */
export interface ObjectColumn {
  /** The kind of values. */
  readonly dtype: "object";
  /** The values in the order of the rows. */
  readonly values: readonly unknown[];
}

/**
 * One column of a {@linkcode DataFrame}: plain data that can be cloned to
 * another worker. Distinguished by `dtype`.
 */
export type Column =
  | BooleanColumn
  | Int32Column
  | Int64Column
  | Float32Column
  | Float64Column
  | DatetimeColumn
  | StringColumn
  | ObjectColumn;

/**
 * The value of one cell as plain JavaScript: `null` where it is missing, a
 * `Date` for a datetime, a `number` for an integer that is safe and a `bigint`
 * for one that is not.
 *
 * @param column The column to read.
 * @param row The row, from 0.
 * @returns The cell's value.
 */
export function cellAt(column: Column, row: number): unknown {
  switch (column.dtype) {
    case "boolean":
      if (column.missing?.[row]) return null;
      return column.values[row] === 1;
    case "int32":
      if (column.missing?.[row]) return null;
      return column.values[row];
    case "int64": {
      if (column.missing?.[row]) return null;
      const value = column.values[row]!;
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value;
    }
    case "float32":
    case "float64":
      return column.values[row];
    case "datetime": {
      const value = column.values[row]!;
      return Number.isNaN(value) ? null : new Date(value);
    }
    case "string":
    case "object":
      return column.values[row] ?? null;
  }
}

/**
 * The column's values as doubles, missing ones as NaN. A float64 column gives
 * its own array, which must not be written to.
 *
 * @param column A boolean, integer, float or datetime column.
 * @returns One double a row, or `undefined` for a string or object column.
 */
export function toFloat64(column: Column): Float64Array | undefined {
  switch (column.dtype) {
    case "float64":
    case "datetime":
      return column.values;
    case "float32":
      return new Float64Array(column.values);
    case "boolean":
    case "int32":
    case "int64": {
      const { values, missing } = column;
      const result = new Float64Array(values.length);
      for (let row = 0; row < result.length; row++) {
        result[row] = missing?.[row] ? NaN : Number(values[row]);
      }
      return result;
    }
    default:
      return undefined;
  }
}
