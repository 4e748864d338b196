import type { DenseMatrix } from "../estimator.ts";

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
