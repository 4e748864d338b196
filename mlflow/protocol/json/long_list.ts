import type { LongColumn } from "./long_column.ts";

/**
 * A long list of JSON that is not empty, held by columns: of single values, of rows of the
 * same length, of evenly nested lists, or of objects with the same keys.
 */
export class LongList {
  /** The keys, where the items are objects. */
  readonly keys: readonly string[] | undefined;
  /** How the lists are nested: `[n]` where the items are objects or single values. */
  readonly shape: readonly number[];
  /** One a key, one a place in a row; one with all values in row-major order for other shapes. */
  readonly columns: readonly LongColumn[];

  /**
   * A list of these columns.
   *
   * @param columns The columns.
   * @param shape How the lists are nested.
   * @param keys The keys, if the items are objects.
   */
  constructor(
    columns: readonly LongColumn[],
    shape: readonly number[],
    keys?: readonly string[],
  ) {
    this.columns = columns;
    this.shape = shape;
    this.keys = keys;
  }

  /** How many items there are. */
  get length(): number {
    return this.shape[0]!;
  }

  /** Whether the items are single values, or rows of them: what a table is made of. */
  get isTable(): boolean {
    return this.keys === undefined && this.shape.length <= 2;
  }

  /** The values of lists in row-major order. */
  cells(): unknown[] {
    const { columns } = this;
    if (columns.length === 1) return columns[0]!.toArray();
    const cells: unknown[] = new Array(this.length * columns.length);
    for (let column = 0; column < columns.length; column++) {
      for (let row = 0; row < this.length; row++) {
        cells[row * columns.length + column] = columns[column]!.at(row);
      }
    }
    return cells;
  }

  /** The values of lists as doubles in row-major order; `undefined` if one is neither a number nor null. */
  doubles(): Float64Array | undefined {
    const { columns } = this;
    if (columns.length === 1) return columns[0]!.doubles;
    if (columns.some((column) => column.doubles === undefined)) {
      return undefined;
    }
    const doubles = new Float64Array(this.length * columns.length);
    for (let column = 0; column < columns.length; column++) {
      const values = columns[column]!.doubles!;
      for (let row = 0; row < values.length; row++) {
        doubles[row * columns.length + column] = values[row]!;
      }
    }
    return doubles;
  }

  /** The list as an ordinary one. */
  toArray(): unknown[] {
    const { keys, columns } = this;
    if (keys !== undefined) {
      return Array.from(
        { length: this.length },
        (_, row) =>
          Object.fromEntries(
            keys.map((key, i) => [key, columns[i]!.at(row)]),
          ),
      );
    }
    let items = this.cells();
    for (let depth = this.shape.length - 1; depth > 0; depth--) {
      items = grouped(items, this.shape.slice(0, depth), this.shape[depth]!);
    }
    return items;
  }
}

function grouped(
  items: readonly unknown[],
  outer: readonly number[],
  size: number,
): unknown[] {
  const length = outer.reduce((product, side) => product * side, 1);
  return Array.from(
    { length },
    (_, i) => items.slice(i * size, (i + 1) * size),
  );
}
