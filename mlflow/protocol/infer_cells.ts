import { INT64_MAX, INT64_MIN } from "../../ground/int64.ts";
import type { Column } from "../../frame/mod.ts";
import { WholeFloat } from "./json/python_float.ts";
import { plainValue } from "./json/python_text.ts";

const UINT64_MAX = (1n << 64n) - 1n;

/**
 * Makes a column of JSON values as pandas does where no signature says what
 * they are: integers are int64, and float64 beside a float or a missing value.
 *
 * @param cells One JSON value a row, read exactly.
 * @returns The column.
 */
export function inferCells(cells: readonly unknown[]): Column {
  let integers = 0;
  let unsigned = 0;
  let floats = 0;
  let strings = 0;
  let booleans = 0;
  let missing = 0;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
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
  const { length } = cells;
  if (length > 0 && integers === length) {
    const values = new BigInt64Array(length);
    for (let row = 0; row < length; row++) {
      values[row] = BigInt(cells[row] as number | bigint);
    }
    return { dtype: "int64", values };
  }
  // Unsigned integers have no dtype here, but beside floats they are floats.
  const numbers = integers + floats + (floats + missing > 0 ? unsigned : 0);
  if (numbers > 0 && numbers + missing === length) {
    const values = new Float64Array(length);
    for (let row = 0; row < length; row++) {
      const cell = plainValue(cells[row]);
      values[row] = cell === null ? NaN : Number(cell);
    }
    return { dtype: "float64", values };
  }
  if (length > 0 && booleans === length) {
    return { dtype: "boolean", values: Uint8Array.from(cells, Number) };
  }
  const values = cells.map(plainValue);
  return strings > 0 && strings + missing === length
    ? { dtype: "string", values: values as (string | null)[] }
    : { dtype: "object", values };
}
