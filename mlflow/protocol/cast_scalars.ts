import type { Column } from "../../frame/mod.ts";
import type { ScalarType } from "../signature.ts";
import { CastError, describeCell, ExactReadNeeded } from "./cast_error.ts";
import { castBigIntegers, castSmallIntegers } from "./cast_integers.ts";
import { castBinary } from "./cast_binary.ts";
import { castDatetimes } from "./cast_datetimes.ts";
import { parsePythonFloat, WholeFloat } from "./python_number.ts";
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
  /** Whether binary cells are base64 by numpy's rules too, as MLflow has them not. */
  readonly decodesBase64?: boolean;
}

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
      return {
        dtype: "int64",
        values: castBigIntegers(new BigInt64Array(cells.length), cells, {
          ...options,
          dtype: "int64",
        }),
      };
    case "integer":
      return {
        dtype: "int32",
        values: castSmallIntegers(new Int32Array(cells.length), cells, {
          ...options,
          dtype: "int32",
        }),
      };
    case "boolean":
      return castBooleans(cells, options);
    case "string":
      return castStrings(cells, options);
    case "datetime":
      return castDatetimes(cells, options);
    case "binary":
      if (options.rules === "pandas" || options.decodesBase64 === true) {
        return castBinary(cells, "base64");
      }
      if (!options.isExact && cells.some((cell) => typeof cell === "number")) {
        throw new ExactReadNeeded();
      }
      return castBinary(cells, "ascii");
  }
}

/**
 * Fills a typed array with cells as Python's `float()` takes them, null as NaN.
 *
 * @param values Where the numbers go.
 * @param cells One JSON value each.
 * @returns `values`.
 * @throws {CastError} If a cell is no number.
 */
export function fillDoubles<T extends Float32Array | Float64Array>(
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

function castBooleans(
  cells: readonly unknown[],
  options: CastOptions,
): Column {
  const values = new Uint8Array(cells.length);
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row];
    // A missing value is NaN, which is true; a null is that only beside numbers.
    const isNaN = options.rules === "pandas" &&
      (cell === undefined || cell === null && areNumbers(cells));
    values[row] = isNaN || isTruthy(cell) ? 1 : 0;
  }
  return { dtype: "boolean", values };
}

/** Whether there are numbers and nothing else but nulls, so that pandas has floats. */
function areNumbers(cells: readonly unknown[]): boolean {
  let hasNumber = false;
  for (const cell of cells) {
    if (cell === null || cell === undefined) continue;
    if (typeof cell !== "number" && !(cell instanceof WholeFloat)) return false;
    hasNumber = true;
  }
  return hasNumber;
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
