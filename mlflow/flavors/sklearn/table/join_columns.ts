import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError } from "../../../errors.ts";
import type { SparseMatrix } from "../../../python/python_object.ts";
import { readCells } from "./cells.ts";
import { toDense } from "./dense.ts";
import type { DenseMatrix, Table } from "../estimator.ts";
import { isSparse, SparseBuilder } from "./sparse.ts";

/**
 * Tables side by side. The result is dense, or an array of anything where one
 * of them holds text.
 *
 * @param parts The tables, all of as many rows; none is joined to no columns.
 * @param rows The number of rows.
 * @throws {InputError} If the numbers of rows differ.
 */
export function joinColumns(parts: readonly Table[], rows: number): Table {
  requireRows(parts, rows);
  if (parts.some(holdsText)) return joinCells(parts, rows);
  const matrices = parts.map(toDense);
  const [first] = matrices;
  if (first !== undefined && matrices.length === 1) return first;
  const columns = matrices.reduce((sum, part) => sum + part.columns, 0);
  const data = new Float64Array(rows * columns);
  let offset = 0;
  for (const part of matrices) {
    copyColumns(part, { data, columns, offset });
    offset += part.columns;
  }
  const isSingle = matrices.length > 0 &&
    matrices.every((part) => part.isSingle);
  return isSingle ? { rows, columns, data, isSingle } : { rows, columns, data };
}

/**
 * Tables side by side as one sparse matrix.
 *
 * @param parts The tables, all of as many rows and of numbers.
 * @param rows The number of rows.
 * @throws {InputError} If the numbers of rows differ, or one holds text.
 */
export function joinSparse(
  parts: readonly Table[],
  rows: number,
): SparseMatrix {
  requireRows(parts, rows);
  const matrices = parts.map((part) => isSparse(part) ? part : toDense(part));
  const columns = matrices.reduce((sum, part) => sum + part.columns, 0);
  const builder = new SparseBuilder(rows, columns);
  for (let row = 0; row < rows; row++) {
    let offset = 0;
    for (const part of matrices) {
      pushRow(builder, part, { row, offset });
      offset += part.columns;
    }
    builder.endRow();
  }
  return builder.build();
}

function pushRow(
  builder: SparseBuilder,
  part: DenseMatrix | SparseMatrix,
  at: { readonly row: number; readonly offset: number },
): void {
  const { row, offset } = at;
  if ("kind" in part) {
    for (let i = part.indptr[row]!; i < part.indptr[row + 1]!; i++) {
      builder.push(offset + part.indices[i]!, part.data[i]!);
    }
    return;
  }
  for (let i = 0; i < part.columns; i++) {
    const value = part.data[row * part.columns + i]!;
    if (value !== 0) builder.push(offset + i, value);
  }
}

function copyColumns(
  part: DenseMatrix,
  to: {
    readonly data: Float64Array;
    readonly columns: number;
    readonly offset: number;
  },
): void {
  for (let row = 0; row < part.rows; row++) {
    const start = row * part.columns;
    to.data.set(
      part.data.subarray(start, start + part.columns),
      row * to.columns + to.offset,
    );
  }
}

function joinCells(parts: readonly Table[], rows: number): Tensor {
  const tables = parts.map(readCells);
  const columns = tables.reduce((sum, part) => sum + part.columns, 0);
  const list: unknown[] = new Array(rows * columns);
  let offset = 0;
  for (const table of tables) {
    for (let i = 0; i < table.columns; i++) {
      const cells = table.cells(i);
      for (let row = 0; row < rows; row++) {
        list[row * columns + offset] = cells[row] ?? null;
      }
      offset++;
    }
  }
  return new Tensor("object", [rows, columns], list);
}

/** Whether a table holds something that is not a number and not missing. */
export function holdsText(table: Table): boolean {
  if (table instanceof DataFrame) {
    return table.columns.some((column) =>
      (column.dtype === "string" || column.dtype === "object") &&
      column.values.some(isText)
    );
  }
  return table instanceof Tensor && !ArrayBuffer.isView(table.data) &&
    table.data.some(isText);
}

function isText(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== "number" &&
    typeof value !== "boolean" && typeof value !== "bigint";
}

/** The number of rows of a table. */
export function rowsOf(table: Table): number {
  if (table instanceof DataFrame) return table.length;
  return table instanceof Tensor ? table.shape[0] ?? 0 : table.rows;
}

function requireRows(parts: readonly Table[], rows: number): void {
  for (const part of parts) {
    if (rowsOf(part) === rows) continue;
    throw new InputError(
      `Cannot join columns: one part has ${
        rowsOf(part)
      } rows, others have ${rows}`,
    );
  }
}
