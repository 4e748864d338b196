import type { DenseMatrix } from "../estimator.ts";

/** A matrix with its rows and columns exchanged, in new memory. */
export function transposed(matrix: DenseMatrix): DenseMatrix {
  const { rows, columns, data } = matrix;
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      result[i * rows + row] = data[row * columns + i]!;
    }
  }
  return { ...matrix, rows: columns, columns: rows, data: result };
}
