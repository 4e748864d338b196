import type { Column } from "../../frame/mod.ts";
import type { ScalarType } from "../signature.ts";
import { CastError, describeCell, ExactReadNeeded } from "./cast_error.ts";
import { castBinary } from "./cast_binary.ts";
import { castDatetimes } from "./cast_datetimes.ts";
import {
  parsePythonFloat,
  parsePythonInteger,
  WholeFloat,
} from "./python_number.ts";
import { plainValue, pythonText } from "./python_text.ts";

/**
 * Whose rules a cast follows: those of a pandas column (`dataframe_split` and
 * `dataframe_records`) or those of a numpy array (`inputs` and `instances`).
 */
export type CastRules = "pandas" | "numpy";

/** How the cells came. */
export interface CastOptions {
  readonly rules: CastRules;
  /** Whether the cells were read exactly, so that nothing about a number is in doubt. */
  readonly isExact: boolean;
}

const INT64_MIN = -(1n << 63n);
const INT64_MAX = (1n << 63n) - 1n;

/**
 * Casts the cells of one column to a scalar type of a signature, by force, as
 * MLflow does when it parses a request.
 *
 * @param type The column's type.
 * @param cells One JSON value a row.
 * @param options Whose rules, and how the cells came.
 * @returns The column.
 * @throws {CastError} If a cell cannot be cast.
 */
export function castScalars(
  type: ScalarType,
  cells: readonly unknown[],
  options: CastOptions,
): Column {
  switch (type) {
    case "double":
      return {
        dtype: "float64",
        values: fillDoubles(new Float64Array(cells.length), cells),
      };
    case "float":
      return {
        dtype: "float32",
        values: fillDoubles(new Float32Array(cells.length), cells),
      };
    case "long":
      return castLongs(cells, options);
    case "integer":
      return castIntegers(cells, options);
    case "boolean":
      return castBooleans(cells);
    case "string":
      return castStrings(cells, options);
    case "datetime":
      return castDatetimes(cells, options.rules);
    case "binary":
      return castBinary(cells, options.rules);
  }
}

function fillDoubles<T extends Float32Array | Float64Array>(
  values: T,
  cells: readonly unknown[],
): T {
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row];
    values[row] = typeof cell === "number" ? cell : doubleOf(cell, row);
  }
  return values;
}

/**
 * One cell as Python's `float()` takes it, with null as NaN.
 *
 * @param cell The cell.
 * @param row Its row, for the message.
 * @returns The number.
 * @throws {CastError} If the cell is no number.
 */
export function doubleOf(cell: unknown, row: number): number {
  if (typeof cell === "number") return cell;
  if (cell === null || cell === undefined) return NaN;
  if (cell instanceof WholeFloat) return cell.value;
  if (typeof cell === "boolean" || typeof cell === "bigint") {
    return Number(cell);
  }
  const value = typeof cell === "string" ? parsePythonFloat(cell) : undefined;
  if (value !== undefined) return value;
  throw new CastError(
    typeof cell === "string"
      ? `could not convert string to float: row ${row}`
      : `float() argument must be a string or a real number: row ${row} is ${
        describeCell(cell)
      }`,
  );
}

/** Whether pandas would hold the cells as floats before it casts them to integers. */
function hasFloats(cells: readonly unknown[]): boolean {
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (cell instanceof WholeFloat) return true;
    if (typeof cell === "number" && !Number.isSafeInteger(cell)) return true;
  }
  return false;
}

function castLongs(cells: readonly unknown[], options: CastOptions): Column {
  const values = new BigInt64Array(cells.length);
  let areFloats: boolean | undefined;
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row];
    if (typeof cell === "number" && Number.isSafeInteger(cell)) {
      values[row] = BigInt(cell);
      continue;
    }
    const value = integerOf(cell, row, cells);
    if (typeof value === "bigint" && options.rules === "pandas") {
      areFloats ??= hasFloats(cells);
      if (areFloats) {
        values[row] = BigInt(truncated(Number(value), INT64_RANGE));
        continue;
      }
    }
    values[row] = typeof value === "bigint"
      ? checkedInt64(value)
      : BigInt(truncated(value, INT64_RANGE));
  }
  return { dtype: "int64", values };
}

function checkedInt64(value: bigint): bigint {
  if (value <= INT64_MAX && value >= INT64_MIN) return value;
  throw new CastError("Python int too large to convert to C long");
}

function castIntegers(cells: readonly unknown[], options: CastOptions): Column {
  const values = new Int32Array(cells.length);
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row];
    if (typeof cell === "number" && (cell | 0) === cell) {
      values[row] = cell;
      continue;
    }
    if (
      !options.isExact && typeof cell === "number" &&
      Number.isSafeInteger(cell)
    ) {
      throw new ExactReadNeeded();
    }
    const value = integerOf(cell, row, cells);
    if (options.rules === "numpy") {
      values[row] = checkedInt32(value);
    } else if (
      typeof value === "number" && !Number.isSafeInteger(value) ||
      hasFloats(cells)
    ) {
      values[row] = Number(truncated(Number(value), INT32_RANGE));
    } else {
      values[row] = Number(BigInt.asIntN(32, BigInt(value)));
    }
  }
  return { dtype: "int32", values };
}

function checkedInt32(value: number | bigint): number {
  const number = Number(value);
  if ((number | 0) === number) return number;
  if (typeof value === "number" && Math.abs(number) < 2147483648) {
    return Math.trunc(number);
  }
  throw new CastError("Python integer out of bounds for int32");
}

/** The bounds between which a float is truncated; beyond them it is the lowest integer, as in C. */
interface IntegerRange {
  readonly limit: number;
  readonly lowest: bigint;
}
const INT32_RANGE: IntegerRange = { limit: 2147483648, lowest: -2147483648n };
const INT64_RANGE: IntegerRange = { limit: 2 ** 63, lowest: INT64_MIN };

function truncated(value: number, range: IntegerRange): number | bigint {
  const whole = Math.trunc(value);
  return whole < range.limit && whole >= -range.limit ? whole : range.lowest;
}

/** One cell as Python's `int()` takes it: a float stays as it is, to be truncated. */
function integerOf(
  cell: unknown,
  row: number,
  cells: readonly unknown[],
): number | bigint {
  if (typeof cell === "number") {
    if (Number.isFinite(cell)) return cell;
    throw nonFinite();
  }
  if (typeof cell === "bigint") return cell;
  if (typeof cell === "boolean") return cell ? 1 : 0;
  if (cell instanceof WholeFloat) return cell.value;
  if (typeof cell === "string") {
    const value = parsePythonInteger(cell);
    if (value !== undefined) return value;
    throw new CastError(
      `invalid literal for int() with base 10: row ${row} is a string`,
    );
  }
  if (cell === null || cell === undefined) {
    if (cells.some((other) => typeof other === "number")) throw nonFinite();
    throw new CastError(
      `int() argument must be a string, a bytes-like object or a real number, not 'NoneType': row ${row}`,
    );
  }
  throw new CastError(
    `int() argument must be a string, a bytes-like object or a real number: row ${row} is ${
      describeCell(cell)
    }`,
  );
}

function nonFinite(): CastError {
  return new CastError(
    "Cannot convert non-finite values (NA or inf) to integer",
  );
}

function castBooleans(cells: readonly unknown[]): Column {
  const values = new Uint8Array(cells.length);
  for (let row = 0; row < values.length; row++) {
    values[row] = isTruthy(cells[row]) ? 1 : 0;
  }
  return { dtype: "boolean", values };
}

/**
 * Whether Python holds a JSON value for true.
 *
 * @param cell The value.
 * @returns The truth value; NaN is true, what is empty is false.
 */
export function isTruthy(cell: unknown): boolean {
  if (typeof cell === "number") return cell !== 0;
  if (cell instanceof WholeFloat) return cell.value !== 0;
  if (Array.isArray(cell)) return cell.length > 0;
  if (typeof cell === "object" && cell !== null) {
    return Object.keys(cell).length > 0;
  }
  return Boolean(cell);
}

function castStrings(cells: readonly unknown[], options: CastOptions): Column {
  let isText = true;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (typeof cell !== "string" && cell !== null && cell !== undefined) {
      isText = false;
      break;
    }
  }
  if (options.rules === "numpy") {
    if (!options.isExact && !isText) throw new ExactReadNeeded();
    return { dtype: "string", values: cells.map(pythonText) };
  }
  if (isText) {
    return { dtype: "string", values: cells as readonly (string | null)[] };
  }
  return { dtype: "object", values: cells.map(plainValue) };
}
