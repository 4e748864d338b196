import { Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { type Cells, columnLabel, readCells } from "../table/cells.ts";
import type { Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isOn } from "../is_on.ts";
import { labelIndices, labelKey } from "../table/label_indices.ts";

/** The categories of each column of a table, by position. */
export class Categories {
  /** The number of categories of each column. */
  readonly counts: readonly number[];
  readonly #maps: readonly ReadonlyMap<unknown, number>[];
  readonly #check: FeatureCheck;

  /**
   * Reads `categories_`.
   *
   * @throws {ModelError} If it is no list of arrays.
   */
  constructor(object: PythonObject) {
    const lists = object.list("categories_").map((value, column) => {
      if (value instanceof Tensor) return value;
      if (Array.isArray(value)) {
        return new Tensor("object", [value.length], value);
      }
      throw new ModelError(
        `Cannot read ${object.className}.categories_: column ${column} is no array`,
      );
    });
    this.counts = lists.map((list) => list.data.length);
    this.#maps = lists.map(withMissing);
    this.#check = new FeatureCheck(object, lists.length);
    if (this.#check.count !== lists.length) {
      throw new ModelError(
        `Cannot read ${object.className}.categories_: expected ${this.#check.count} lists, found ${lists.length}`,
      );
    }
  }

  /**
   * The position of each cell's category in the list of its column.
   *
   * @param input One column a list of categories.
   * @returns One list of positions a column; -1 is a category that is not in it.
   * @throws {InputError} If the input has other columns.
   */
  codes(input: Table): readonly Int32Array[] {
    this.#check.columns(input);
    const table = readCells(input);
    return this.#maps.map((map, column) => encode(table.cells(column), map));
  }

  /**
   * Refuses unknown categories, by column and row.
   *
   * @param input The table that was encoded.
   * @param codes What {@linkcode Categories.codes} gave for it.
   * @throws {InputError} If there is one.
   */
  requireKnown(input: Table, codes: readonly Int32Array[]): void {
    for (let column = 0; column < codes.length; column++) {
      const row = codes[column]!.indexOf(-1);
      if (row < 0) continue;
      const label = columnLabel(readCells(input), column);
      throw new InputError(
        `Cannot encode ${label} with ${this.#check.className}: row ${row} holds an unknown category, one that the training data did not have`,
      );
    }
  }
}

/** The positions by value; `None` finds `nan` and the other way round where there is only one of them. */
function withMissing(categories: Tensor): ReadonlyMap<unknown, number> {
  const map = new Map(labelIndices(categories));
  const none = map.get(null) ?? map.get(NaN);
  const notANumber = map.get(NaN) ?? map.get(null);
  if (none !== undefined) map.set(null, none);
  if (notANumber !== undefined) map.set(NaN, notANumber);
  return map;
}

function encode(
  cells: Cells,
  map: ReadonlyMap<unknown, number>,
): Int32Array {
  const codes = new Int32Array(cells.length);
  if (cells instanceof Float64Array) {
    for (let row = 0; row < codes.length; row++) {
      codes[row] = map.get(cells[row]) ?? -1;
    }
  } else {
    for (let row = 0; row < codes.length; row++) {
      codes[row] = map.get(labelKey(cells[row] ?? null)) ?? -1;
    }
  }
  return codes;
}

/** How the categories of a column are grouped: the new position of each, the rare ones sharing the last. */
export type Grouping = Int32Array | undefined;

/**
 * Reads how rare categories are grouped (scikit-learn 1.1 for one-hot, 1.3 for
 * ordinal encoding).
 *
 * @param object The encoder.
 * @param columns The number of columns.
 * @returns One grouping a column.
 */
export function readGroupings(
  object: PythonObject,
  columns: number,
): readonly Grouping[] {
  if (!isOn(object, "_infrequent_enabled")) {
    return new Array(columns).fill(undefined);
  }
  return object.list("_default_to_infrequent_mappings").map((mapping) => {
    if (mapping === null) return undefined;
    if (mapping instanceof Tensor) {
      return Int32Array.from(mapping.data as ArrayLike<number>, Number);
    }
    throw new ModelError(
      `Cannot read ${object.className}._default_to_infrequent_mappings: expected arrays`,
    );
  });
}
