import { cellAt, type Column, toFloat64 } from "./column.ts";
import type { DataFrame } from "./data_frame.ts";
import type { Tensor } from "./tensor.ts";

/** A dense table of numbers, row-major: what a kernel evaluates. */
export interface Matrix<T extends Float32Array | Float64Array> {
  /** The number of rows. */
  readonly rows: number;
  /** The number of columns. */
  readonly columns: number;
  /** `rows × columns` numbers; NaN is a missing value. */
  readonly data: T;
}

/**
 * The numbers of a frame as one row-major matrix of doubles.
 *
 * @param frame A frame of boolean, integer and float columns; object columns may hold numbers, booleans and missing values.
 * @returns The matrix; missing values are NaN.
 * @throws {TypeError} If a column holds something else, by its name and first such value.
 */
export function toMatrix64(frame: DataFrame): Matrix<Float64Array> {
  const data = new Float64Array(frame.length * frame.columns.length);
  fill(frame, data);
  return { rows: frame.length, columns: frame.columns.length, data };
}

/**
 * The numbers of a frame as one row-major matrix of single precision.
 *
 * @param frame A frame as {@linkcode toMatrix64} takes it.
 * @returns The matrix; missing values are NaN.
 * @throws {TypeError} If a column holds something that is not a number, by its name.
 */
export function toMatrix32(frame: DataFrame): Matrix<Float32Array> {
  const data = new Float32Array(frame.length * frame.columns.length);
  fill(frame, data);
  return { rows: frame.length, columns: frame.columns.length, data };
}

function fill(frame: DataFrame, data: Float32Array | Float64Array): void {
  const width = frame.columns.length;
  for (let i = 0; i < width; i++) {
    const values = numbersOf(frame.columns[i]!, frame.names[i]!);
    let at = i;
    for (let row = 0; row < values.length; row++) {
      data[at] = values[row]!;
      at += width;
    }
  }
}

function numbersOf(column: Column, name: string): Float32Array | Float64Array {
  if (column.dtype === "float32") return column.values;
  if (column.dtype !== "datetime") {
    const numbers = toFloat64(column);
    if (numbers !== undefined) return numbers;
  }
  const result = new Float64Array(column.values.length);
  for (let row = 0; row < result.length; row++) {
    const cell = cellAt(column, row);
    if (cell === null) result[row] = NaN;
    else if (typeof cell === "number" || typeof cell === "boolean") {
      result[row] = Number(cell);
    } else if (typeof cell === "bigint") result[row] = Number(cell);
    else {
      throw new TypeError(
        `Cannot read column "${name}" as numbers: row ${row} is ${
          describe(cell)
        }`,
      );
    }
  }
  return result;
}

function describe(cell: unknown): string {
  if (typeof cell === "string") return "a string";
  if (cell instanceof Date) return "a datetime";
  return Array.isArray(cell) ? "a list" : "an object";
}

/**
 * A tensor of numbers as a matrix of doubles: one row an entry of the first
 * dimension, the others flattened.
 *
 * @param tensor A tensor of numbers or booleans, of one dimension or more.
 * @returns The matrix.
 * @throws {TypeError} If the elements are not numbers, or the tensor is a scalar.
 */
export function tensorMatrix64(tensor: Tensor): Matrix<Float64Array> {
  const { data } = tensor;
  return {
    ...shapeOf(tensor),
    data: data instanceof Float64Array
      ? data
      : Float64Array.from(data as ArrayLike<number>, Number),
  };
}

/**
 * A tensor of numbers as a matrix of single precision, as {@linkcode tensorMatrix64}.
 *
 * @param tensor A tensor of numbers or booleans, of one dimension or more.
 * @returns The matrix.
 * @throws {TypeError} If the elements are not numbers, or the tensor is a scalar.
 */
export function tensorMatrix32(tensor: Tensor): Matrix<Float32Array> {
  const { data } = tensor;
  return {
    ...shapeOf(tensor),
    data: data instanceof Float32Array
      ? data
      : Float32Array.from(data as ArrayLike<number>, Number),
  };
}

function shapeOf(tensor: Tensor): { rows: number; columns: number } {
  const { shape, dtype } = tensor;
  if (shape.length === 0) {
    throw new TypeError("Cannot read a scalar as a table: expected a list");
  }
  if (dtype === "str" || dtype === "bytes" || dtype === "object") {
    throw new TypeError(
      `Cannot read a tensor of ${dtype} as numbers: expected a numeric dtype`,
    );
  }
  const rows = shape[0]!;
  let columns = 1;
  for (let i = 1; i < shape.length; i++) columns *= shape[i]!;
  return { rows, columns };
}
