import { Tensor } from "../../../../frame/mod.ts";
import type { DenseMatrix } from "../estimator.ts";

/**
 * The position of the greatest score of each row; the first of equal ones, and
 * a NaN before any number, as numpy's argmax has it.
 *
 * @param scores One score a row and class.
 * @returns One position a row.
 */
export function argmaxRows(scores: DenseMatrix): Int32Array {
  const { rows, columns, data } = scores;
  const result = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const offset = row * columns;
    let best = 0;
    let greatest = data[offset]!;
    for (let i = 1; i < columns && !Number.isNaN(greatest); i++) {
      const score = data[offset + i]!;
      if (score > greatest || Number.isNaN(score)) {
        greatest = score;
        best = i;
      }
    }
    result[row] = best;
  }
  return result;
}

/**
 * Which of two classes each row is of.
 *
 * @param scores One score a row.
 * @param threshold What the score of the second class is above.
 * @returns 0 or 1 a row.
 */
export function aboveThreshold(
  scores: Float64Array,
  threshold: number,
): Int32Array {
  const sides = new Int32Array(scores.length);
  for (let row = 0; row < sides.length; row++) {
    if (scores[row]! > threshold) sides[row] = 1;
  }
  return sides;
}

/**
 * Which labels each row has, of a classifier that may give several.
 *
 * @param scores One score a row and label.
 * @param threshold What the score of a label that the row has is above.
 * @returns 0 or 1 a row and label.
 */
export function labelMatrix(scores: DenseMatrix, threshold: number): Tensor {
  const sides = aboveThreshold(scores.data, threshold);
  const data = new BigInt64Array(sides.length);
  for (let i = 0; i < data.length; i++) data[i] = BigInt(sides[i]!);
  return new Tensor("int64", [scores.rows, scores.columns], data);
}
