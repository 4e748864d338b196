import type { DenseMatrix } from "../estimator.ts";

/**
 * The nearest row of a table to each row of another, by Euclidean distance; the
 * first of equal ones.
 *
 * @param matrix The rows to place.
 * @param table The rows to choose from, of as many columns.
 * @returns One position in `table` a row.
 */
export function nearestRows(
  matrix: DenseMatrix,
  table: DenseMatrix,
): Int32Array {
  const { rows, columns, data } = matrix;
  const result = new Int32Array(rows);
  let at = 0;
  for (let row = 0; row < rows; row++, at += columns) {
    let least = Infinity;
    let from = 0;
    for (let k = 0; k < table.rows; k++, from += columns) {
      let sum = 0;
      for (let i = 0; i < columns; i++) {
        const difference = data[at + i]! - table.data[from + i]!;
        sum += difference * difference;
      }
      if (sum < least) {
        least = sum;
        result[row] = k;
      }
    }
  }
  return result;
}
