import { Tensor } from "../../../frame/mod.ts";
import { takeData } from "./labels.ts";
import type { DenseMatrix } from "./estimator.ts";

/**
 * The sum of some neighbouring numbers in numpy's order: eight partial sums
 * from eight numbers on, halves from 129 on.
 *
 * @param data The numbers.
 * @param at The position of the first.
 * @param length How many there are.
 */
export function pairwiseSum(
  data: Float64Array,
  at: number,
  length: number,
): number {
  if (length > 128) {
    let half = length >> 1;
    half -= half % 8;
    return pairwiseSum(data, at, half) +
      pairwiseSum(data, at + half, length - half);
  }
  const whole = length < 8 ? 0 : length - length % 8;
  let sum = 0;
  if (whole > 0) {
    const partial = data.slice(at, at + 8);
    for (let i = 8; i < whole; i++) partial[i % 8]! += data[at + i]!;
    sum = partial[0]! + partial[1]! + (partial[2]! + partial[3]!) +
      (partial[4]! + partial[5]! + (partial[6]! + partial[7]!));
  }
  for (let i = whole; i < length; i++) sum += data[at + i]!;
  return sum;
}

/** A matrix of zeros. */
export function zeros(rows: number, columns: number): DenseMatrix {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

/**
 * Some neighbouring columns of a matrix.
 *
 * @param matrix The matrix; it is shared where all columns are taken.
 * @param first The first column.
 * @param columns How many.
 */
export function sliceColumns(
  matrix: DenseMatrix,
  first: number,
  columns: number,
): DenseMatrix {
  if (first === 0 && columns === matrix.columns) return matrix;
  const result = zeros(matrix.rows, columns);
  let at = 0;
  for (let row = 0; row < matrix.rows; row++) {
    const from = row * matrix.columns + first;
    for (let k = 0; k < columns; k++) {
      result.data[at++] = matrix.data[from + k]!;
    }
  }
  return result;
}

/**
 * What several outputs answer as one array of `[rows, outputs]`.
 *
 * @param outputs One answer a row each, at least one; numbers of different dtypes become float64.
 */
export function joinOutputs(outputs: readonly Tensor[]): Tensor {
  const first = outputs[0]!;
  const rows = first.shape[0] ?? 0;
  const shape = [rows, outputs.length];
  const dtype = outputs.every((output) => output.dtype === first.dtype)
    ? first.dtype
    : outputs.every((output) => ArrayBuffer.isView(output.data))
    ? "float64"
    : "object";
  const size = rows * outputs.length;
  // As many elements of the same kind as the result will have.
  const data = dtype === "float64"
    ? new Float64Array(size)
    : rows === 0
    ? first.data
    : takeData(first.data, new Int32Array(size));
  outputs.forEach((output, k) => {
    let at = k;
    for (let row = 0; row < rows; row++) {
      const value = output.data[row];
      Reflect.set(data, at, dtype === "float64" ? Number(value) : value);
      at += outputs.length;
    }
  });
  return new Tensor(dtype, shape, data);
}
