import { DataFrame, Tensor, toFloat64 } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../python/python_object.ts";
import { readCells } from "../table/cells.ts";
import { takeColumns, toDense } from "../table/dense.ts";
import type { Table } from "../estimator.ts";
import { isSparse, takeSparseColumns } from "../table/sparse.ts";

/** The columns that a part of a column transformer works on. */
export interface ColumnSelection {
  /** Their positions; a name stands where the fit did not note the position. */
  readonly columns: readonly (number | string)[];
  /** Whether it is one column on its own, which is handed on as a list of values, as text vectorizers take it. */
  readonly isVector: boolean;
}

/** How columns were counted and named at the fit. */
export interface FittedColumns {
  readonly className: string;
  readonly count: number;
  readonly names: readonly string[] | undefined;
}

/**
 * Reads a selector: a name, a position, a list of either, a slice or a mask.
 *
 * @param value The selector.
 * @param fitted The columns it selects from.
 * @throws {ModelError} If it is something else, or out of range.
 */
export function readSelection(
  value: PythonValue,
  fitted: FittedColumns,
): ColumnSelection {
  if (typeof value === "string" || typeof value === "number") {
    return { columns: [position(value, fitted)], isVector: true };
  }
  return { columns: readColumns(value, fitted), isVector: false };
}

function readColumns(
  value: PythonValue,
  fitted: FittedColumns,
): readonly (number | string)[] {
  if (value instanceof PythonObject) {
    if (value.className === "slice") return readSlice(value.args, fitted);
    if (value.className === "range") return readSlice(value.args, fitted);
    // A list that warns (scikit-learn 1.5 to 1.7).
    if (value.has("data")) return readColumns(value.get("data"), fitted);
  }
  const items = itemsOf(value);
  if (items === undefined) {
    throw new ModelError(
      `Cannot read ${fitted.className}: a column selector is neither names nor positions nor a slice nor a mask`,
    );
  }
  if (items.length > 0 && items.every((item) => typeof item === "boolean")) {
    return items.flatMap((item, i) => item ? [i] : []);
  }
  return items.map((item) => position(item, fitted));
}

function itemsOf(value: PythonValue): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!(value instanceof Tensor)) return undefined;
  const items = Array.from<unknown>(value.data);
  return value.dtype === "bool" ? items.map((item) => item === 1) : items;
}

function position(item: unknown, fitted: FittedColumns): number | string {
  if (typeof item === "string") {
    const place = fitted.names?.indexOf(item) ?? -1;
    return place < 0 ? item : place;
  }
  const number = Number(item);
  const place = number < 0 ? number + fitted.count : number;
  if (Number.isInteger(place) && place >= 0 && place < fitted.count) {
    return place;
  }
  throw new ModelError(
    `Cannot read ${fitted.className}: column ${number} of a selector is not one of ${fitted.count}`,
  );
}

function readSlice(
  args: readonly PythonValue[],
  fitted: FittedColumns,
): readonly (number | string)[] {
  const [start, stop, step] = args.length === 1
    ? [null, args[0] ?? null, null]
    : args;
  const stride = step === null || step === undefined ? 1 : Number(step);
  if (!Number.isInteger(stride) || stride < 1) {
    throw new ModelError(
      `Cannot read ${fitted.className}: the step of a slice of columns is not positive`,
    );
  }
  const from = bound(start, fitted, 0);
  // A slice of names has its last one in it, as pandas has it.
  const isNamed = typeof stop === "string";
  const to = bound(stop, fitted, fitted.count) + (isNamed ? 1 : 0);
  const columns: number[] = [];
  for (let i = from; i < to; i += stride) columns.push(i);
  return columns;
}

function bound(
  value: PythonValue | undefined,
  fitted: FittedColumns,
  absent: number,
): number {
  if (value === null || value === undefined) return absent;
  if (typeof value === "string") {
    const place = fitted.names?.indexOf(value) ?? -1;
    if (place >= 0) return place;
    throw new ModelError(
      `Cannot read ${fitted.className}: a slice names column "${value}", which the fit had not`,
    );
  }
  const number = Number(value);
  const place = number < 0 ? number + fitted.count : number;
  return Math.max(0, Math.min(fitted.count, place));
}

/**
 * Takes the columns of a table that a selection says.
 *
 * @param table The table.
 * @param columns Their positions in it.
 * @param isVector Whether it is one column on its own.
 */
export function takeSelection(
  table: Table,
  columns: readonly number[],
  { isVector }: Pick<ColumnSelection, "isVector">,
): Table {
  if (isVector) return vectorOf(table, columns[0] ?? 0);
  if (table instanceof DataFrame) return frameOf(table, columns);
  if (isSparse(table)) return takeSparseColumns(table, columns);
  if (table instanceof Tensor && !ArrayBuffer.isView(table.data)) {
    const cells = readCells(table);
    const data: unknown[] = new Array(cells.rows * columns.length);
    for (let i = 0; i < columns.length; i++) {
      const values = cells.cells(columns[i]!);
      for (let row = 0; row < cells.rows; row++) {
        data[row * columns.length + i] = values[row];
      }
    }
    return new Tensor("object", [cells.rows, columns.length], data);
  }
  return takeColumns(toDense(table), columns);
}

function frameOf(frame: DataFrame, columns: readonly number[]): DataFrame {
  if (new Set(columns).size !== columns.length) {
    throw new InputError(
      "Cannot select a column more than once from a table with names",
    );
  }
  return new DataFrame(
    columns.map((i) => frame.names[i]!),
    columns.map((i) => frame.columns[i]!),
    { length: frame.length },
  );
}

function vectorOf(table: Table, position: number): Tensor {
  if (table instanceof DataFrame) {
    const column = table.columns[position]!;
    const numbers = toFloat64(column);
    if (numbers !== undefined) {
      return new Tensor("float64", [table.length], numbers);
    }
    return new Tensor("object", [table.length], column.values);
  }
  const cells = readCells(table).cells(position);
  return cells instanceof Float64Array
    ? new Tensor("float64", [cells.length], cells)
    : new Tensor("object", [cells.length], cells);
}
