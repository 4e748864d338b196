import { WholeFloat } from "../json/python_float.ts";

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
