import { DataFrame, Tensor, toFloat64 } from "../../../../frame/mod.ts";
import { InputError } from "../../../errors.ts";
import type { Table } from "../estimator.ts";
import { isSparse, sparseToDense } from "./sparse.ts";

/** The values of one column: numbers with NaN for the missing, or anything with `null` for the missing. */
export type Cells = Float64Array | readonly unknown[];

/** A table read column by column, whatever its kind. */
export interface CellTable {
  readonly rows: number;
  readonly columns: number;
  /** The column names, where it has some. */
  readonly names: readonly string[] | undefined;
  /** The values of a column. */
  cells(column: number): Cells;
}

/**
 * Reads a table column by column, as encoders and imputers do.
 *
 * @param table A table of two dimensions.
 * @throws {InputError} If there are not two dimensions.
 */
export function readCells(table: Table): CellTable {
  if (table instanceof DataFrame) return readFrame(table);
  if (table instanceof Tensor) return readTensor(table);
  const { rows, columns, data } = isSparse(table)
    ? sparseToDense(table)
    : table;
  return {
    rows,
    columns,
    names: undefined,
    cells: (column) => strided(data, column, columns),
  };
}

function readFrame(frame: DataFrame): CellTable {
  return {
    rows: frame.length,
    columns: frame.columns.length,
    names: frame.names,
    cells(position) {
      const column = frame.columns[position]!;
      if (column.dtype === "string" || column.dtype === "object") {
        return column.values;
      }
      return toFloat64(column) ?? [];
    },
  };
}

function readTensor(tensor: Tensor): CellTable {
  const [rows, columns] = tensor.shape;
  if (rows === undefined || columns === undefined || tensor.shape.length > 2) {
    throw new InputError(
      `Cannot read the input as a table: expected an array of 2 dimensions, found ${tensor.shape.length}`,
    );
  }
  const { data } = tensor;
  return {
    rows,
    columns,
    names: undefined,
    cells(column) {
      if (!ArrayBuffer.isView(data)) {
        const cells: unknown[] = new Array(rows);
        for (let row = 0; row < rows; row++) {
          cells[row] = data[row * columns + column] ?? null;
        }
        return cells;
      }
      const cells = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        cells[row] = Number(data[row * columns + column]);
      }
      return cells;
    },
  };
}

function strided(
  data: Float64Array,
  column: number,
  columns: number,
): Float64Array {
  const cells = new Float64Array(data.length / columns);
  for (let row = 0; row < cells.length; row++) {
    cells[row] = data[row * columns + column]!;
  }
  return cells;
}

/** A column for a message: by its name, else by its position. */
export function columnLabel(table: CellTable, column: number): string {
  const name = table.names?.[column];
  return name === undefined ? `column ${column}` : `column "${name}"`;
}
