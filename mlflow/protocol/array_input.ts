import type { Column, DataFrame } from "../../frame/mod.ts";
import type { ColumnSpec } from "../signature.ts";
import { castScalars } from "./casts/cast_scalars.ts";
import { type ColumnInputContext, recast } from "./cast_cells.ts";
import { requireNames, tooFewInputs } from "./columns_of.ts";
import { frameOfColumns } from "./enforce_table.ts";
import { enforceValue } from "./enforce_value.ts";
import { inferCells } from "./infer_cells.ts";
import { reading } from "./input_error.ts";
import { schemaError } from "./input_plan.ts";
import { LongList } from "./json/long_list.ts";
import { evenCells } from "./casts/numpy_array.ts";
import { numbered, splitTable } from "./request_table.ts";
import { requireTableBounds } from "./table_bounds.ts";

/**
 * Makes the frame of a list of values or of rows, or of a single value, for a
 * model with a column signature: all are cast to the type of the first column.
 *
 * @param value The parsed JSON.
 * @param context The signature, and how the value was read.
 * @returns The frame, cast and checked.
 * @throws {InputError} If the value does not fit the signature.
 */
export function arrayInput(
  value: unknown,
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  const first = schema.columns[0]!;
  const rows: readonly unknown[] | LongList =
    Array.isArray(value) || value instanceof LongList ? value : [value];
  const columns = castRows(rows, value, context);
  if (first.name !== undefined) {
    requireNames(schema, numbered(columns.length));
  } else if (columns.length < schema.columns.length) {
    throw tooFewInputs(schema, columns.length);
  }
  const names: string[] = [];
  const checked: Column[] = [];
  for (let at = 0; at < schema.columns.length; at++) {
    const spec = schema.columns[at]!;
    // An array's columns are called by numbers, which only a number is equal to.
    const name = spec.name ?? at;
    const column = typeof name === "number" ? columns[name] : undefined;
    if (column === undefined) continue;
    requireBytes(first, spec, context);
    names.push(String(name));
    checked.push(recast(column, spec, { schema, at }));
  }
  return frameOfColumns(names, checked, { length: rows.length });
}

/** The columns of the rows, before they are checked. */
function castRows(
  rows: readonly unknown[] | LongList,
  value: unknown,
  context: ColumnInputContext,
): readonly Column[] {
  const { schema } = context;
  const first = schema.columns[0]!;
  const { type } = first;
  if (type.kind !== "scalar" && type.kind !== "any") {
    const whole = value instanceof LongList ? value.toArray() : value;
    reading(() => enforceValue(whole, type, first));
    if (first.name !== undefined) return [];
    throw schemaError(
      schema,
      `Expected data to be ${type.kind}, got single values: send a table`,
    );
  }
  if (type.kind === "any") {
    // Nothing is cast, so a cell may be a list itself.
    const table = splitTable({ data: rows }, context.bounds);
    return table.names.map((_, i) => inferCells(table.cells(i)));
  }
  const { shape, cells } = reading(() => evenCells(rows));
  const cast = (cells: readonly unknown[]): Column =>
    castScalars(type.type, cells, { ...context, rules: "numpy" });
  if (shape.length === 1) return [reading(() => cast(cells))];
  reading(() => cast(cells));
  if (shape.length > 2) {
    throw schemaError(
      schema,
      `Must pass 2-d input. shape=(${shape.join(", ")})`,
    );
  }
  const width = shape[1]!;
  requireTableBounds({ rows: rows.length, columns: width }, context.bounds);
  return Array.from(
    { length: width },
    (_, i) => reading(() => cast(everyNth(cells, i, width))),
  );
}

/** The elements at `first`, `first + step`, and so on. */
function everyNth(
  cells: readonly unknown[],
  first: number,
  step: number,
): unknown[] {
  const found: unknown[] = new Array(cells.length / step);
  for (let i = 0; i < found.length; i++) found[i] = cells[first + i * step];
  return found;
}

/** Bytes are cast to nothing else. */
function requireBytes(
  first: ColumnSpec,
  spec: ColumnSpec,
  context: ColumnInputContext,
): void {
  const isBinary = (column: ColumnSpec): boolean =>
    column.type.kind === "scalar" && column.type.type === "binary";
  if (isBinary(first) && !isBinary(spec) && spec.type.kind === "scalar") {
    throw schemaError(
      context.schema,
      `Incompatible input types. Can not safely convert bytes to ${spec.type.type}.`,
    );
  }
}
