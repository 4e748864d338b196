import type { DenseMatrix } from "../estimator.ts";

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
