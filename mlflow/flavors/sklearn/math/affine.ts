import type { SparseMatrix } from "../../../python/python_object.ts";
import type { DenseMatrix } from "../estimator.ts";

/**
 * `X · Wᵀ + b`, the heart of every linear model.
 *
 * @param input The rows.
 * @param weights One row an output, one column a feature.
 * @param offsets One number an output, or one for all, or none.
 * @returns One number a row and output.
 */
export function affine(
  input: DenseMatrix | SparseMatrix,
  weights: DenseMatrix,
  offsets: ArrayLike<number> = [],
): DenseMatrix {
  const { rows } = input;
  const columns = weights.rows;
  const data = new Float64Array(rows * columns);
  if ("kind" in input) multiplySparse(input, weights, data);
  else multiplyDense(input, weights, data);
  if (offsets.length > 0) addOffsets(data, offsets, columns);
  const isSingle = "isSingle" in input && input.isSingle && weights.isSingle;
  return isSingle
    ? { rows, columns, data: data.map(Math.fround), isSingle }
    : { rows, columns, data };
}

function addOffsets(
  data: Float64Array,
  offsets: ArrayLike<number>,
  columns: number,
): void {
  const isShared = offsets.length < columns;
  for (let start = 0; start < data.length; start += columns) {
    for (let i = 0; i < columns; i++) {
      data[start + i]! += offsets[isShared ? 0 : i]!;
    }
  }
}

function multiplyDense(
  input: DenseMatrix,
  weights: DenseMatrix,
  result: Float64Array,
): void {
  const { columns: width, data } = input;
  let at = 0;
  for (let from = 0; from < data.length; from += width) {
    for (let weight = 0; weight < weights.data.length; weight += width) {
      let sum = 0;
      for (let i = 0; i < width; i++) {
        sum += data[from + i]! * weights.data[weight + i]!;
      }
      result[at++] = sum;
    }
  }
}

function multiplySparse(
  input: SparseMatrix,
  weights: DenseMatrix,
  result: Float64Array,
): void {
  const { indptr, indices, data } = input;
  const width = weights.columns;
  let at = 0;
  for (let row = 0; row < input.rows; row++) {
    for (let output = 0; output < weights.rows; output++) {
      const offset = output * width;
      let sum = 0;
      for (let i = indptr[row]!; i < indptr[row + 1]!; i++) {
        sum += data[i]! * weights.data[offset + indices[i]!]!;
      }
      result[at++] = sum;
    }
  }
}
