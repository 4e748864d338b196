import type { DenseMatrix } from "../estimator.ts";
import { mapInPlace } from "./map_in_place.ts";
import { normalizeRows } from "./softmax_rows.ts";

/** The logistic function, `1 / (1 + e^-x)`. */
export function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * The probabilities of two classes of the probability of the second.
 *
 * @param second One probability a row.
 * @returns `[1 - p, p]` a row.
 */
export function complementColumns(second: Float64Array): DenseMatrix {
  const data = new Float64Array(second.length * 2);
  for (let row = 0; row < second.length; row++) {
    data[2 * row] = 1 - second[row]!;
    data[2 * row + 1] = second[row]!;
  }
  return { rows: second.length, columns: 2, data };
}

/**
 * Logistic probabilities of scores: `[1 - p, p]` of one score a row, else one a
 * class, divided by their sum.
 *
 * @param scores One score a row, or one a row and class; overwritten.
 * @returns One probability a row and class.
 */
export function oneVersusRest(scores: DenseMatrix): DenseMatrix {
  mapInPlace(scores, expit);
  return scores.columns === 1
    ? { ...scores, ...complementColumns(scores.data) }
    : normalizeRows(scores);
}
