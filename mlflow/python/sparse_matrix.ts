import { Tensor } from "../../frame/mod.ts";
import { ModelError } from "../errors.ts";
import type { PythonValue, SparseMatrix } from "./python_object.ts";
import type { SizeBudget } from "./size_budget.ts";

/** The parts of a compressed matrix as scipy names them. */
export interface SparseParts {
  /** `csr` or `csc`. */
  readonly format: string;
  readonly shape: PythonValue;
  readonly indptr: PythonValue;
  readonly indices: PythonValue;
  readonly data: PythonValue;
}

/**
 * A sparse matrix of the parts that a file has of it.
 *
 * @param parts The parts, compressed by row or by column.
 * @param budget What may still be allocated.
 * @returns The matrix, compressed by row.
 * @throws {ModelError} If the parts do not belong together, or the format is another one.
 */
export function sparseMatrixOf(
  parts: SparseParts,
  budget: SizeBudget,
): SparseMatrix {
  const [rows, columns] = sizesOf(parts.shape);
  const indptr = integersOf(parts.indptr, "indptr");
  const indices = integersOf(parts.indices, "indices");
  const data = numbersOf(parts.data);
  budget.takeBytes(data.length);
  const isByRow = parts.format === "csr";
  if (!isByRow && parts.format !== "csc") {
    throw new ModelError(
      `Cannot read a sparse matrix of format "${parts.format}": expected csr or csc`,
    );
  }
  const lines = isByRow ? rows : columns;
  const width = isByRow ? columns : rows;
  if (
    indptr.length !== lines + 1 || indptr[0] !== 0 ||
    indptr[lines]! > data.length || indices.length !== data.length
  ) {
    throw inconsistent(
      `it has ${indptr.length} row positions and ${data.length} values`,
    );
  }
  for (let line = 0; line < lines; line++) {
    if (indptr[line]! > indptr[line + 1]!) {
      throw inconsistent(`row ${line} ends before it begins`);
    }
  }
  const count = indptr[lines]!;
  for (let i = 0; i < count; i++) {
    if (!(indices[i]! >= 0 && indices[i]! < width)) {
      throw inconsistent(`entry ${i} is in column ${indices[i]} of ${width}`);
    }
  }
  const matrix: SparseMatrix = {
    kind: "sparse",
    rows,
    columns,
    indptr,
    indices,
    data,
  };
  return isByRow ? matrix : toRows(matrix, budget);
}

function toRows(byColumn: SparseMatrix, budget: SizeBudget): SparseMatrix {
  const { rows, columns } = byColumn;
  budget.takeBytes(rows);
  const count = byColumn.indptr[columns]!;
  const indptr = new Int32Array(rows + 1);
  for (let i = 0; i < count; i++) indptr[byColumn.indices[i]! + 1]!++;
  for (let row = 0; row < rows; row++) indptr[row + 1]! += indptr[row]!;
  const next = indptr.slice();
  const indices = new Int32Array(count);
  const data = new Float64Array(count);
  for (let column = 0; column < columns; column++) {
    const end = byColumn.indptr[column + 1]!;
    for (let i = byColumn.indptr[column]!; i < end; i++) {
      const to = next[byColumn.indices[i]!]!++;
      indices[to] = column;
      data[to] = byColumn.data[i]!;
    }
  }
  return { kind: "sparse", rows, columns, indptr, indices, data };
}

function sizesOf(shape: PythonValue): [number, number] {
  const sizes: unknown[] = shape instanceof Tensor
    ? Array.from<unknown>(shape.data)
    : Array.isArray(shape)
    ? shape
    : [];
  const [rows, columns] = sizes.map(Number);
  if (
    sizes.length !== 2 || !isCount(rows) || !isCount(columns)
  ) {
    throw inconsistent("its shape is not two counts");
  }
  return [rows, columns];
}

function isCount(size: number | undefined): size is number {
  return size !== undefined && Number.isInteger(size) && size >= 0 &&
    size < 2 ** 31;
}

function integersOf(
  value: PythonValue,
  name: string,
): Int32Array<ArrayBufferLike> {
  const data = value instanceof Tensor ? value.data : undefined;
  if (data instanceof Int32Array) return data;
  if (data instanceof BigInt64Array) return Int32Array.from(data, Number);
  throw inconsistent(`its ${name} is not an array of integers`);
}

function numbersOf(value: PythonValue): Float64Array<ArrayBufferLike> {
  const data = value instanceof Tensor ? value.data : [];
  if (data instanceof Float64Array) return data;
  if (!ArrayBuffer.isView(data)) throw inconsistent("its data is not an array");
  return Float64Array.from<number | bigint>(data, Number);
}

function inconsistent(seen: string): ModelError {
  return new ModelError(`Cannot read a sparse matrix: ${seen}`);
}
