import { INT64_MAX, INT64_MIN } from "../../../ground/int64.ts";
import { WholeFloat } from "../json/python_float.ts";

/** How many JSON values there are of each kind. */
export interface KindCounts {
  integers: number;
  /** Integers beyond int64 that uint64 holds. */
  unsigned: number;
  floats: number;
  strings: number;
  booleans: number;
  /** Nulls. */
  missing: number;
  /** Lists, objects, and integers beyond 64 bits. */
  others: number;
}

const UINT64_MAX = (1n << 64n) - 1n;

/**
 * Counts JSON values by what pandas and numpy tell apart.
 *
 * @param cells The values, read exactly.
 * @returns The counts; together they are as many as the values.
 */
export function countKinds(cells: readonly unknown[]): KindCounts {
  let integers = 0;
  let unsigned = 0;
  let floats = 0;
  let strings = 0;
  let booleans = 0;
  let missing = 0;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    switch (typeof cell) {
      case "number":
        if (Number.isSafeInteger(cell)) integers++;
        else floats++;
        break;
      case "bigint":
        if (cell <= INT64_MAX && cell >= INT64_MIN) integers++;
        else if (cell > 0n && cell <= UINT64_MAX) unsigned++;
        break;
      case "string":
        strings++;
        break;
      case "boolean":
        booleans++;
        break;
      default:
        if (cell === null || cell === undefined) missing++;
        else if (cell instanceof WholeFloat) floats++;
    }
  }
  const known = integers + unsigned + floats + strings + booleans + missing;
  const others = cells.length - known;
  return { integers, unsigned, floats, strings, booleans, missing, others };
}
