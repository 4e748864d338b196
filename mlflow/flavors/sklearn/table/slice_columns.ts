import type { DenseMatrix } from "../estimator.ts";

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
