import { describeCell } from "../describe_cell.ts";
import { parsePythonFloat, WholeFloat } from "../json/python_float.ts";
import { CastError } from "./cast_error.ts";

/**
 * Fills a typed array with cells as Python's `float()` takes them, null as NaN.
 *
 * @param values Where the numbers go.
 * @param cells One JSON value each.
 * @returns `values`.
 * @throws {CastError} If a cell is not a number.
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
 * @throws {CastError} If the cell is not a number.
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
