import { LongColumn } from "./long_column.ts";
import { LongList } from "./long_list.ts";
import { NotPlain } from "./not_plain.ts";
import { WholeFloat } from "./python_float.ts";

/** Makes a {@linkcode LongList} of items that come some at a time. */
export class LongListBuilder {
  #columns: LongColumn[] = [];
  #keys: readonly string[] | undefined;
  /** How each item is nested; absent before the first. */
  #inner: readonly number[] | undefined;
  #length = 0;

  /** How many items there are. */
  get length(): number {
    return this.#length;
  }

  /**
   * Appends items.
   *
   * @param items The items.
   * @throws {NotPlain} If one is unlike the first.
   */
  add(items: readonly unknown[]): void {
    if (items.length === 0) return;
    if (this.#inner === undefined) this.#begin(items[0]);
    const inner = this.#inner!;
    if (this.#keys !== undefined) this.#addObjects(items, this.#keys);
    else if (inner.length === 0) this.#addCells(items);
    else if (inner.length === 1) this.#addRows(items, inner[0]!);
    else this.#addNested(items, 0);
    this.#length += items.length;
  }

  /** Makes room for so many items in all. */
  reserve(length: number): void {
    const isFlat = this.#inner !== undefined && this.#inner.length > 1;
    const each = isFlat
      ? this.#inner!.reduce((product, side) => product * side, 1)
      : 1;
    for (const column of this.#columns) column.reserve(length * each);
  }

  /** The list of what was added, which is something. */
  finish(): LongList {
    const shape = [this.#length, ...this.#inner ?? []];
    for (const column of this.#columns) column.trim();
    return new LongList(this.#columns, shape, this.#keys);
  }

  #begin(first: unknown): void {
    const inner: number[] = [];
    let item = first;
    for (; Array.isArray(item); item = item[0]) {
      inner.push(item.length);
      // An empty row says nothing of what rows hold.
      if (item.length === 0) throw new NotPlain();
    }
    this.#inner = inner;
    if (isCell(item)) {
      const width = inner.length === 1 ? inner[0]! : 1;
      this.#columns = Array.from({ length: width }, () => new LongColumn());
      return;
    }
    const keys = Object.keys(item as Readonly<Record<string, unknown>>);
    if (inner.length > 0 || keys.length === 0) throw new NotPlain();
    this.#keys = keys;
    this.#columns = keys.map(() => new LongColumn());
  }

  #addCells(items: readonly unknown[]): void {
    const column = this.#columns[0]!;
    for (let i = 0; i < items.length; i++) {
      if (!isCell(items[i])) throw new NotPlain();
      column.add(items[i]);
    }
  }

  #addRows(items: readonly unknown[], width: number): void {
    const columns = this.#columns;
    for (let i = 0; i < items.length; i++) {
      const row = items[i];
      if (!Array.isArray(row) || row.length !== width) throw new NotPlain();
      for (let j = 0; j < width; j++) {
        if (!isCell(row[j])) throw new NotPlain();
        columns[j]!.add(row[j]);
      }
    }
  }

  #addNested(items: readonly unknown[], depth: number): void {
    const size = this.#inner![depth];
    if (size === undefined) {
      this.#addCells(items);
      return;
    }
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (!Array.isArray(item) || item.length !== size) throw new NotPlain();
      this.#addNested(item, depth + 1);
    }
  }

  #addObjects(items: readonly unknown[], keys: readonly string[]): void {
    const columns = this.#columns;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (isCell(item) || Array.isArray(item)) throw new NotPlain();
      const record = item as Readonly<Record<string, unknown>>;
      let count = 0;
      for (const _ in record) count++;
      if (count !== keys.length) throw new NotPlain();
      for (let j = 0; j < keys.length; j++) {
        const key = keys[j]!;
        if (!Object.hasOwn(record, key) || !isCell(record[key])) {
          throw new NotPlain();
        }
        columns[j]!.add(record[key]);
      }
    }
  }
}

/** Whether a value is neither a list nor an object. */
function isCell(value: unknown): boolean {
  return typeof value !== "object" || value === null ||
    value instanceof WholeFloat;
}
