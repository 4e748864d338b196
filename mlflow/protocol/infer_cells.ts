import { countKinds } from "./casts/count_kinds.ts";
import type { Column } from "../../frame/mod.ts";
import type { LongColumn } from "./json/long_column.ts";
import { plainValue } from "./json/python_text.ts";

/**
 * Makes a column of JSON values as pandas does where no signature says what
 * they are: integers are int64, and float64 beside a float or a missing value.
 *
 * @param cells One JSON value a row, read exactly.
 * @returns The column.
 */
export function inferCells(cells: readonly unknown[]): Column {
  const { integers, unsigned, floats, strings, booleans, missing } = countKinds(
    cells,
  );
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

/**
 * Makes of a long column what {@linkcode inferCells} makes of its values, where
 * they become doubles.
 *
 * @param column The values, read exactly.
 * @returns The column; `undefined` if they become something else.
 */
export function inferDoubles(column: LongColumn): Column | undefined {
  const counts = column.countNumbers();
  if (counts === undefined) return undefined;
  const { integers, floats, missing } = counts;
  const areDoubles = floats > 0 || integers > 0 && missing > 0;
  return areDoubles ? { dtype: "float64", values: column.doubles! } : undefined;
}
