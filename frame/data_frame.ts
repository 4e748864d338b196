import { isRecord } from "../ground/is_record.ts";
import { cellAt, type Column } from "./column.ts";
import { inferColumn } from "./infer_column.ts";

/** A table in the shape that pandas calls `split`. */
export interface SplitFrame {
  /** The column names; `0`, `1`, … if absent. */
  readonly columns?: readonly (string | number)[];
  /** The row labels; 0, 1, … if absent. */
  readonly index?: readonly unknown[];
  /** The rows, each a list of one value a column. */
  readonly data: readonly (readonly unknown[])[];
}

/**
 * An immutable table of named, typed columns of one length: what requests are
 * decoded to, models predict on, and collectors record.
 *
 * @example From columns and back
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DataFrame } from "@samla/samla";
 *
 * const frame = DataFrame.fromColumns({ age: [31, 64], name: ["Ada", null] });
 * assertEquals(frame.length, 2);
 * assertEquals(frame.toRecords(), [
 *   { age: 31, name: "Ada" },
 *   { age: 64, name: null },
 * ]);
 * ```
 */
export class DataFrame {
  /** The column names, in order, all different. */
  readonly names: readonly string[];
  /** The columns, in the order of `names`. */
  readonly columns: readonly Column[];
  /** The number of rows. */
  readonly length: number;
  /** The row labels; `undefined` means 0, 1, …. They are never predicted on or collected. */
  readonly index: readonly unknown[] | undefined;
  #positions: Map<string, number> | undefined;

  /**
   * Makes a frame of columns that the caller gives away: they are not copied
   * and must not be written to any more.
   *
   * @param names One name a column.
   * @param columns The columns, all of one length.
   * @param options The number of rows (needed only where there is no column) and the row labels.
   * @throws {RangeError} If a name repeats, or the lengths differ.
   */
  constructor(
    names: readonly string[],
    columns: readonly Column[],
    options: { readonly length?: number; readonly index?: readonly unknown[] } =
      {},
  ) {
    if (names.length !== columns.length) {
      throw new RangeError(
        `Cannot make a frame of ${columns.length} columns with ${names.length} names`,
      );
    }
    const length = options.length ?? columns[0]?.values.length ?? 0;
    for (let i = 0; i < columns.length; i++) {
      if (columns[i]!.values.length !== length) {
        throw new RangeError(
          `Cannot make a frame of uneven columns: column "${names[i]}" has ${
            columns[i]!.values.length
          } rows, others have ${length}`,
        );
      }
    }
    if (options.index !== undefined && options.index.length !== length) {
      throw new RangeError(
        `Cannot make a frame of ${length} rows with ${options.index.length} row labels`,
      );
    }
    if (names.length > 8) this.#positions = positionsOf(names);
    else refuseRepeats(names);
    this.names = names;
    this.columns = columns;
    this.length = length;
    this.index = options.index;
  }

  /**
   * A frame of named lists or typed arrays. Dtypes are inferred: whole numbers
   * become int32 or int64, other numbers float64, `Date`s datetime.
   *
   * @param columns The values of each column, all of one length; they are copied.
   * @returns The frame, its columns in the order of the object's keys (JavaScript puts keys that are whole numbers first; {@linkcode DataFrame.fromSplit} keeps any order).
   * @throws {TypeError} If `columns` is not an object of lists.
   * @throws {RangeError} If the lengths differ.
   */
  static fromColumns(
    columns: Readonly<Record<string, ArrayLike<unknown>>>,
  ): DataFrame {
    if (!isPlainObject(columns)) {
      throw new TypeError(
        `Cannot make a frame of ${
          kindOf(columns)
        }: expected an object of columns, each a list of values`,
      );
    }
    const names = Object.keys(columns);
    const inferred = names.map((name) => {
      const values = columns[name];
      if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
        throw new TypeError(
          `Cannot make a frame: column "${name}" is ${
            kindOf(values)
          }, expected a list of values`,
        );
      }
      return inferColumn(values);
    });
    return new DataFrame(names, inferred);
  }

  /**
   * A frame of row objects. Its columns are the keys in order of first
   * appearance; a key that a row lacks is a missing value there.
   *
   * @param records The rows.
   * @returns The frame.
   * @throws {TypeError} If `records` is not a list, or a row is not an object.
   */
  static fromRecords(
    records: readonly Readonly<Record<string, unknown>>[],
  ): DataFrame {
    if (!Array.isArray(records)) {
      throw new TypeError(
        `Cannot make a frame of ${
          kindOf(records)
        }: expected a list of records, each an object`,
      );
    }
    const lists = new Map<string, unknown[]>();
    for (let row = 0; row < records.length; row++) {
      const record: unknown = records[row];
      if (!isPlainObject(record)) {
        throw new TypeError(
          `Cannot make a frame: record ${row} is ${
            kindOf(record)
          }, expected an object`,
        );
      }
      for (const name of Object.keys(record)) {
        let list = lists.get(name);
        if (list === undefined) {
          list = new Array(records.length).fill(null);
          lists.set(name, list);
        }
        list[row] = record[name];
      }
    }
    return new DataFrame(
      [...lists.keys()],
      [...lists.values()].map(inferColumn),
      { length: records.length },
    );
  }

  /**
   * A frame of column names and a list of rows.
   *
   * @param split The names, the row labels and the rows.
   * @returns The frame.
   * @throws {TypeError} If `data` is not a list of lists.
   * @throws {RangeError} If a row is longer or shorter than the columns, or a name repeats.
   */
  static fromSplit(split: SplitFrame): DataFrame {
    const { data, index } = split;
    if (!Array.isArray(data)) {
      throw new TypeError(
        `Cannot make a frame: "data" is ${
          kindOf(data)
        }, expected a list of rows`,
      );
    }
    const width = split.columns?.length ?? data[0]?.length ?? 0;
    const names = split.columns?.map(String) ??
      Array.from({ length: width }, (_, i) => String(i));
    for (let row = 0; row < data.length; row++) {
      if (!Array.isArray(data[row])) {
        throw new TypeError(
          `Cannot make a frame: row ${row} is ${
            kindOf(data[row])
          }, expected a list of ${width} values`,
        );
      }
      if (data[row]!.length !== width) {
        throw new RangeError(
          `Cannot make a frame: row ${row} has ${
            data[row]!.length
          } values, expected ${width}, one a column`,
        );
      }
    }
    const columns = names.map((_, i) => inferColumn(data.map((row) => row[i])));
    return new DataFrame(names, columns, {
      length: data.length,
      ...(index === undefined ? {} : { index }),
    });
  }

  /**
   * The column of a name.
   *
   * @param name The name, compared exactly.
   * @returns The column, or `undefined` if the frame has none of this name.
   */
  column(name: string): Column | undefined {
    const position = this.#positions?.get(name) ?? this.names.indexOf(name);
    return this.columns[position];
  }

  /**
   * The frame of some of the columns, in the order asked for; values are shared.
   *
   * @param names The names of the columns to take.
   * @returns The frame.
   * @throws {RangeError} If a name is not a column of this frame.
   */
  select(names: readonly string[]): DataFrame {
    const columns = names.map((name) => {
      const column = this.column(name);
      if (column === undefined) {
        throw new RangeError(
          `Cannot select column "${name}": the columns are ${
            JSON.stringify(this.names)
          }`,
        );
      }
      return column;
    });
    return new DataFrame(names, columns, {
      length: this.length,
      ...(this.index === undefined ? {} : { index: this.index }),
    });
  }

  /**
   * The rows as objects.
   *
   * @returns One object a row, with one key a column.
   */
  toRecords(): Record<string, unknown>[] {
    return Array.from({ length: this.length }, (_, row) => {
      const entries = this.names.map((name, i) =>
        [name, cellAt(this.columns[i]!, row)] as const
      );
      return Object.fromEntries(entries);
    });
  }

  /**
   * The columns as lists of plain values.
   *
   * @returns One list a column, by name.
   */
  toColumns(): Record<string, unknown[]> {
    const entries = this.names.map((name, i) => {
      const column = this.columns[i]!;
      const list = Array.from(
        { length: this.length },
        (_, row) => cellAt(column, row),
      );
      return [name, list] as const;
    });
    return Object.fromEntries(entries);
  }

  /**
   * The names, the row labels and the rows.
   *
   * @returns The table in the shape that {@linkcode DataFrame.fromSplit} takes.
   */
  toSplit(): Required<SplitFrame> {
    return {
      columns: this.names,
      index: this.index ?? Array.from({ length: this.length }, (_, i) => i),
      data: Array.from(
        { length: this.length },
        (_, row) => this.columns.map((column) => cellAt(column, row)),
      ),
    };
  }
}

function refuseRepeats(names: readonly string[]): void {
  for (let i = 1; i < names.length; i++) {
    if (names.indexOf(names[i]!) !== i) throw repeated(names[i]!);
  }
}

function positionsOf(names: readonly string[]): Map<string, number> {
  const positions = new Map<string, number>();
  for (let i = 0; i < names.length; i++) {
    if (positions.has(names[i]!)) throw repeated(names[i]!);
    positions.set(names[i]!, i);
  }
  return positions;
}

function repeated(name: string): RangeError {
  return new RangeError(
    `Cannot make a frame: column "${name}" appears more than once, names must differ`,
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !ArrayBuffer.isView(value);
}

/** What a value is, in words for an error. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") {
    return `an object of ${value.constructor?.name ?? "no"} type`;
  }
  return `a ${typeof value}`;
}
