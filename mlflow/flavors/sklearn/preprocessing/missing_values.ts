import { type Column, DataFrame } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { columnLabel, readCells } from "../table/cells.ts";
import type { Table } from "../estimator.ts";
import { labelKey } from "../table/label_indices.ts";

/**
 * Which cells of a table are missing, by an estimator's `missing_values`.
 *
 * A `null` among numbers is NaN, and so it is among texts, as in pandas 3; older
 * ones leave a None there, which scikit-learn then does not fill in. In a column
 * of nulls alone, or of anything, it is a None in every pandas: missing only to
 * an estimator whose missing values are None.
 */
export class MissingValues {
  /** The value that stands for a missing one; `undefined` where those are NaN or None. */
  readonly marker: unknown;
  readonly #isNone: boolean;
  readonly #className: string;

  /**
   * Reads `missing_values`.
   *
   * @throws {ModelError} If it is not a plain value.
   */
  constructor(object: PythonObject) {
    const value = object.get("missing_values");
    if (value !== null && typeof value === "object") {
      throw new ModelError(
        `Cannot serve ${object.className}: its missing_values are not a plain value`,
      );
    }
    this.marker = value === null || Number.isNaN(value)
      ? undefined
      : labelKey(value);
    this.#isNone = value === null;
    this.#className = object.className;
  }

  /**
   * Marks the missing cells.
   *
   * @param table The table.
   * @returns One byte a cell, row-major, 1 where it is missing.
   * @throws {InputError} If a cell is NaN and that is not what stands for a missing value.
   */
  mask(table: Table): Uint8Array {
    const cellTable = readCells(table);
    const { rows, columns } = cellTable;
    const mask = new Uint8Array(rows * columns);
    for (let column = 0; column < columns; column++) {
      const cells = cellTable.cells(column);
      const hasNone = table instanceof DataFrame &&
        holdsNone(table.columns[column]!);
      for (let row = 0; row < rows; row++) {
        const cell = cells[row] ?? null;
        const isNone = cell === null && hasNone;
        const isNaN = Number.isNaN(cell);
        if (isNaN && (this.#isNone || this.marker !== undefined)) {
          throw this.#unexpected(columnLabel(cellTable, column), row);
        }
        if (this.marker === undefined) {
          const isMissing = isNone ? this.#isNone : cell === null || isNaN;
          if (isMissing) mask[row * columns + column] = 1;
        } else if (cell === null && !isNone) {
          throw this.#unexpected(columnLabel(cellTable, column), row);
        } else if (!isNone && labelKey(cell) === this.marker) {
          mask[row * columns + column] = 1;
        }
      }
    }
    return mask;
  }

  #unexpected(label: string, row: number): InputError {
    return new InputError(
      `Cannot score with ${this.#className}: input ${label} contains NaN in row ${row}, and its missing values are marked by something else`,
    );
  }
}

/** Whether the nulls of a column are None in every pandas. */
export function holdsNone(column: Column): boolean {
  if (column.dtype === "object") return column.values.includes(null);
  return column.dtype === "string" && column.values.length > 0 &&
    column.values.every((value) => value === null);
}

/**
 * The cells of a table as an array of anything, row-major, `null` for the missing.
 *
 * @param table The table.
 */
export function cellList(table: Table): unknown[] {
  const cellTable = readCells(table);
  const { rows, columns } = cellTable;
  const list: unknown[] = new Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const cells = cellTable.cells(column);
    for (let row = 0; row < rows; row++) {
      list[row * columns + column] = cells[row] ?? null;
    }
  }
  return list;
}
