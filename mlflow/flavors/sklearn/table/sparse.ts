import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError } from "../../../errors.ts";
import type { SparseMatrix } from "../../../python/python_object.ts";
import type { DenseMatrix, Table } from "../estimator.ts";

/** The most numbers that a sparse matrix may become when it is made dense: 1 GiB of doubles. */
const MAX_DENSE_NUMBERS = 2 ** 27;

/** Whether a table is a sparse matrix. */
export function isSparse(table: Table): table is SparseMatrix {
  return !(table instanceof DataFrame) && !(table instanceof Tensor) &&
    "kind" in table;
}

/**
 * A sparse matrix with its zeros written out.
 *
 * @param matrix The matrix; entries of the same place add up.
 * @returns A new dense matrix.
 * @throws {InputError} If it would be unreasonably large.
 */
export function sparseToDense(matrix: SparseMatrix): DenseMatrix {
  const { rows, columns, indptr, indices, data } = matrix;
  if (rows * columns > MAX_DENSE_NUMBERS) {
    throw new InputError(
      `Cannot make a matrix of ${rows} rows and ${columns} columns dense: send fewer rows at a time`,
    );
  }
  const dense = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const offset = row * columns;
    for (let i = indptr[row]!; i < indptr[row + 1]!; i++) {
      dense[offset + indices[i]!]! += data[i]!;
    }
  }
  return { rows, columns, data: dense };
}

/** Adds the entries of a sparse matrix one by one, row after row. */
export class SparseBuilder {
  readonly #columns: number;
  readonly #indptr: Int32Array;
  #indices: Int32Array = new Int32Array(64);
  #data: Float64Array = new Float64Array(64);
  #length = 0;
  #row = 0;

  /**
   * Starts a matrix.
   *
   * @param rows The number of rows that will be ended.
   * @param columns The number of columns.
   */
  constructor(rows: number, columns: number) {
    this.#columns = columns;
    this.#indptr = new Int32Array(rows + 1);
  }

  /** Adds an entry to the row that is open. */
  push(column: number, value: number): void {
    if (this.#length === this.#indices.length) this.#grow();
    this.#indices[this.#length] = column;
    this.#data[this.#length++] = value;
  }

  /** Ends the row that is open. */
  endRow(): void {
    this.#indptr[++this.#row] = this.#length;
  }

  /** The matrix of the rows so far. */
  build(): SparseMatrix {
    return {
      kind: "sparse",
      rows: this.#row,
      columns: this.#columns,
      indptr: this.#indptr,
      indices: this.#indices.subarray(0, this.#length),
      data: this.#data.subarray(0, this.#length),
    };
  }

  #grow(): void {
    const indices = new Int32Array(this.#indices.length * 2);
    const data = new Float64Array(indices.length);
    indices.set(this.#indices);
    data.set(this.#data);
    this.#indices = indices;
    this.#data = data;
  }
}

/**
 * A sparse matrix with a function of each stored value in its place.
 *
 * @param matrix The matrix; its structure is shared.
 * @param change What becomes of a value, given its column and row.
 */
export function mapSparse(
  matrix: SparseMatrix,
  change: (value: number, column: number, row: number) => number,
): SparseMatrix {
  const data = new Float64Array(matrix.data.length);
  for (let row = 0; row < matrix.rows; row++) {
    for (let i = matrix.indptr[row]!; i < matrix.indptr[row + 1]!; i++) {
      data[i] = change(matrix.data[i]!, matrix.indices[i]!, row);
    }
  }
  return { ...matrix, data };
}

/**
 * Some of the columns of a sparse matrix, in the order asked for.
 *
 * @param matrix The matrix.
 * @param columns The positions of the columns to take.
 */
export function takeSparseColumns(
  matrix: SparseMatrix,
  columns: ArrayLike<number>,
): SparseMatrix {
  const places = new Map<number, number[]>();
  for (let i = 0; i < columns.length; i++) {
    const list = places.get(columns[i]!);
    if (list === undefined) places.set(columns[i]!, [i]);
    else list.push(i);
  }
  const builder = new SparseBuilder(matrix.rows, columns.length);
  for (let row = 0; row < matrix.rows; row++) {
    for (let i = matrix.indptr[row]!; i < matrix.indptr[row + 1]!; i++) {
      for (const place of places.get(matrix.indices[i]!) ?? []) {
        builder.push(place, matrix.data[i]!);
      }
    }
    builder.endRow();
  }
  return builder.build();
}
