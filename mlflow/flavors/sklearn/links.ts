import type { DenseMatrix } from "./estimator.ts";

/** The logistic function, `1 / (1 + e^-x)`. */
export function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * The logarithm of the sum of exponentials of some neighbouring numbers,
 * without overflow.
 *
 * @param data The numbers.
 * @param start The position of the first.
 * @param count How many there are.
 */
export function logSumExp(
  data: Float64Array,
  start: number,
  count: number,
): number {
  const greatest = maximum(data, start, count);
  if (greatest === Infinity || greatest === -Infinity) return greatest;
  let sum = 0;
  for (let i = start; i < start + count; i++) {
    sum += Math.exp(data[i]! - greatest);
  }
  return greatest + Math.log(sum);
}

function maximum(data: Float64Array, start: number, count: number): number {
  let greatest = data[start]!;
  for (let i = start + 1; i < start + count; i++) {
    if (data[i]! > greatest) greatest = data[i]!;
  }
  return greatest;
}

/**
 * Replaces each row by its softmax.
 *
 * @param matrix One score a row and class; overwritten.
 * @returns The same matrix.
 */
export function softmaxRows(matrix: DenseMatrix): DenseMatrix {
  const { data, columns } = matrix;
  for (let start = 0; start < data.length; start += columns) {
    const greatest = maximum(data, start, columns);
    let sum = 0;
    for (let i = start; i < start + columns; i++) {
      const value = Math.exp(data[i]! - greatest);
      data[i] = value;
      sum += value;
    }
    for (let i = start; i < start + columns; i++) data[i]! /= sum;
  }
  return matrix;
}

/**
 * Takes the logarithm of its sum of exponentials off each row, which makes
 * joint log-likelihoods log-probabilities.
 *
 * @param matrix One log-likelihood a row and class; overwritten.
 * @returns The same matrix.
 */
export function logNormalizeRows(matrix: DenseMatrix): DenseMatrix {
  const { data, columns } = matrix;
  for (let start = 0; start < data.length; start += columns) {
    const total = logSumExp(data, start, columns);
    for (let i = start; i < start + columns; i++) data[i]! -= total;
  }
  return matrix;
}

/**
 * Divides each row by its sum; a row of zeros becomes uniform.
 *
 * @param matrix One non-negative number a row and class; overwritten.
 * @returns The same matrix.
 */
export function normalizeRows(matrix: DenseMatrix): DenseMatrix {
  const { data, columns } = matrix;
  for (let start = 0; start < data.length; start += columns) {
    let sum = 0;
    for (let i = start; i < start + columns; i++) sum += data[i]!;
    for (let i = start; i < start + columns; i++) {
      data[i] = sum === 0 ? 1 / columns : data[i]! / sum;
    }
  }
  return matrix;
}

/**
 * Replaces each number by a function of it.
 *
 * @param matrix The numbers; overwritten.
 * @param change The function.
 * @returns The same matrix.
 */
export function mapInPlace(
  matrix: DenseMatrix,
  change: (value: number) => number,
): DenseMatrix {
  const { data } = matrix;
  for (let i = 0; i < data.length; i++) data[i] = change(data[i]!);
  return matrix;
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
