import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { columnLabel, readCells } from "../table/cells.ts";
import type { Table } from "../estimator.ts";
import { labelKey } from "../table/label_indices.ts";

/**
 * Which cells of a table are missing, by an estimator's `missing_values`.
 *
 * A `null` in a request is a missing value whether the estimator was told that
 * those are NaN or None. pandas 3 reads it the same way; older ones leave a
 * None in a column of text, which scikit-learn then does not fill in.
 */
export class MissingValues {
  /** The value that stands for a missing one; `undefined` where those are NaN and null. */
  readonly marker: unknown;
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
      for (let row = 0; row < rows; row++) {
        const cell = cells[row] ?? null;
        const isNothing = cell === null || Number.isNaN(cell);
        if (this.marker === undefined) {
          if (isNothing) mask[row * columns + column] = 1;
        } else if (isNothing) {
          throw new InputError(
            `Cannot score with ${this.#className}: input ${
              columnLabel(cellTable, column)
            } contains NaN in row ${row}, and its missing values are marked by something else`,
          );
        } else if (labelKey(cell) === this.marker) {
          mask[row * columns + column] = 1;
        }
      }
    }
    return mask;
  }
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
