import { Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { type Cells, columnLabel, readCells } from "../table/cells.ts";
import type { Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isOn } from "../is_on.ts";
import { type ValueKind, valueKind } from "./value_kind.ts";
import { labelIndices, labelKey } from "../table/label_indices.ts";

/** The categories of each column of a table, by position. */
export class Categories {
  /** The number of categories of each column. */
  readonly counts: readonly number[];
  readonly #lists: readonly Tensor[];
  readonly #maps: readonly CategoryMap[];
  readonly #check: FeatureCheck;

  /**
   * Reads `categories_`.
   *
   * @throws {ModelError} If it is not a list of arrays.
   */
  constructor(object: PythonObject) {
    const lists = object.list("categories_").map((value, column) => {
      if (value instanceof Tensor) return value;
      if (Array.isArray(value)) {
        return new Tensor("object", [value.length], value);
      }
      throw new ModelError(
        `Cannot read ${object.className}.categories_: column ${column} is not an array`,
      );
    });
    this.#lists = lists;
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
   * @throws {InputError} If the input has other columns, or values that the library cannot compare with the categories.
   */
  codes(input: Table): readonly Int32Array[] {
    this.#check.columns(input);
    const table = readCells(input);
    return this.#maps.map((map, column) => {
      const cells = table.cells(column);
      const kind = valueKind(input, column);
      const codes = encode(cells, kind === "object" ? map.exact : map.lenient);
      const what = this.#incomparable(kind, {
        cells,
        codes,
        column,
      });
      if (what === undefined) return codes;
      throw new InputError(
        `Cannot encode ${
          columnLabel(table, column)
        } with ${this.#check.className}: it holds ${what}, which cannot be compared with the categories of the training data`,
      );
    });
  }

  /** What the library fails on, instead of finding it to be unknown. */
  #incomparable(
    kind: ValueKind,
    { cells, codes, column }: {
      readonly cells: Cells;
      readonly codes: Int32Array;
      readonly column: number;
    },
  ): string | undefined {
    const list = this.#lists[column]!;
    switch (kind) {
      case "number":
        return holdsTexts(list) ? "numbers" : undefined;
      case "datetime":
        return codes.includes(-1) ? "dates" : undefined;
      case "boolean":
        // The library puts the first category, made a boolean, where one is unknown.
        return codes.includes(-1) &&
            !this.#maps[column]!.exact.has(Number(isTruthy(list.data[0])))
          ? "booleans"
          : undefined;
      case "text":
        return undefined;
      case "object":
        return cells instanceof Float64Array || !cells.some(isUnhashable)
          ? undefined
          : "lists or objects";
    }
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

function holdsTexts({ data }: Tensor): boolean {
  return !ArrayBuffer.isView(data) &&
    data.some((category) => typeof category === "string");
}

/** Whether Python takes a category for true; NaN is. */
function isTruthy(category: unknown): boolean {
  return Number.isNaN(category) || Boolean(category);
}

/** Whether Python cannot look a cell up: a list or a dict. */
function isUnhashable(cell: unknown): boolean {
  return Array.isArray(cell) ||
    (typeof cell === "object" && cell !== null &&
      Object.getPrototypeOf(cell) === Object.prototype);
}

/** The positions of categories by value. */
interface CategoryMap {
  /** As Python compares values one by one. */
  readonly exact: ReadonlyMap<unknown, number>;
  /** `None` finds `nan` and the other way round where there is only one of them, for a column of one kind says it in one way. */
  readonly lenient: ReadonlyMap<unknown, number>;
}

function withMissing(categories: Tensor): CategoryMap {
  const exact = labelIndices(categories);
  const lenient = new Map(exact);
  const none = exact.get(null) ?? exact.get(NaN);
  const notANumber = exact.get(NaN) ?? exact.get(null);
  if (none !== undefined) lenient.set(null, none);
  if (notANumber !== undefined) lenient.set(NaN, notANumber);
  return { exact, lenient };
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
