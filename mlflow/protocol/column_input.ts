import { isDict } from "./json/is_dict.ts";
import type { Column, DataFrame } from "../../frame/mod.ts";
import type { Label } from "../signature.ts";
import { arrayInput } from "./array_input.ts";
import {
  castCells,
  checkCell,
  checkCells,
  type ColumnInputContext,
} from "./cast_cells.ts";
import {
  columnsOf,
  type Entry,
  hasNestedTypes,
  oneRow,
  requireNames,
  tooFewInputs,
} from "./columns_of.ts";
import { type ColumnSchema, frameOfColumns } from "./enforce_table.ts";
import { reading } from "./input_error.ts";
import { schemaError } from "./input_plan.ts";
import { LongList } from "./json/long_list.ts";
import { castLong } from "./casts/cast_long.ts";
import { numpyArray } from "./casts/numpy_array.ts";
import { recordsTable } from "./request_table.ts";
import { unnamedRefusal } from "./unnamed_refusal.ts";

/**
 * Makes the frame of a value under `inputs` (or under `instances` where it is
 * no list of objects) for a model with a column signature.
 *
 * @param value The parsed JSON.
 * @param context The signature, and how the value was read.
 * @returns The frame, cast and checked.
 * @throws {InputError} If the value does not fit the signature.
 */
export function columnInput(
  value: unknown,
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  const { columns: specs } = schema;
  const name = specs[0]?.name;
  if (value instanceof LongList) {
    if (value.keys !== undefined) return listInput(value, context);
    return specs.length === 1 && name !== undefined
      ? columnInput(value.toArray(), context)
      : arrayInput(value, context);
  }
  const isList = Array.isArray(value);
  if (
    specs.length === 1 && name !== undefined && isList && !value.some(isDict)
  ) {
    return dictInput(new Map([[name, value]]), context);
  }
  if (isDict(value)) {
    if (name === undefined) throw unnamedRefusal("dict");
    return dictInput(new Map(Object.entries(value)), context);
  }
  if (isList && value.every(isDict)) return listInput(value, context);
  if (value === null && name === undefined) throw unnamedRefusal("NoneType");
  return arrayInput(value, context);
}

/** An object of columns, or of single values. */
function dictInput(
  value: ReadonlyMap<Label, unknown>,
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  const specs = new Map(schema.columns.map((spec) => [spec.name!, spec]));
  const entries = new Map<Label, Entry>();
  let isOneRow = true;
  for (const [name, cell] of value) {
    const spec = specs.get(name);
    if (spec === undefined) {
      // What is not in the signature is dropped, but must have the right length.
      const { shape } = reading(() => numpyArray(cell, undefined, context));
      entries.set(name, { length: shape[0], cells: [] });
      isOneRow &&= shape.length === 0;
      continue;
    }
    reading(() => checkCell(cell, spec, context));
    const isList = Array.isArray(cell);
    isOneRow &&= !isList || spec.type.kind !== "scalar" && isListOfTexts(cell);
    entries.set(
      name,
      isList
        ? { length: cell.length, cells: cell }
        : { length: undefined, cells: [cell] },
    );
  }
  requireNames(schema, [...entries.keys()]);
  if (hasNestedTypes(schema)) return oneRow(value, context);
  if (!isOneRow) return columnsOf(entries, context);
  requireNoExtra(entries, schema);
  return oneRow(value, context);
}

/** pandas makes no table of nothing but single values, some of them not of the signature. */
function requireNoExtra(
  entries: ReadonlyMap<Label, Entry>,
  schema: ColumnSchema,
): void {
  const known = new Set(schema.columns.map((spec) => spec.name));
  const extra = [...entries.keys()].filter((name) => !known.has(name));
  if (extra.length === 0) return;
  throw schemaError(
    schema,
    `This model contains a column-based signature, which suggests a DataFrame input. There was an error casting the input data to a DataFrame: If using all scalar values, you must pass an index; leave out ${
      extra.join(", ")
    } or send lists`,
  );
}

/** A list of objects, one a row. */
function listInput(
  value: readonly unknown[] | LongList,
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  const table = recordsTable(value, context.bounds);
  if (schema.columns[0]?.name === undefined) {
    if (table.names.length < schema.columns.length) {
      throw tooFewInputs(schema, table.names.length);
    }
    throw schemaError(
      schema,
      "The columns of the signature have no names, and objects have: send a list of rows, or objects under dataframe_records",
    );
  }
  const names: string[] = [];
  const columns: Column[] = [];
  const positions = new Map(table.names.map((name, i) => [name, i]));
  const present = schema.columns.filter((spec) => positions.has(spec.name!));
  const known: (Column | undefined)[] = [];
  const cells: (readonly unknown[])[] = [];
  for (let i = 0; i < present.length; i++) {
    const at = positions.get(present[i]!.name!)!;
    known[i] = castLong(present[i]!.type, table.long?.(at));
    if (known[i] !== undefined) continue;
    cells[i] = table.cells(at);
    checkCells(cells[i]!, present[i]!, context);
  }
  requireNames(schema, table.names);
  for (let i = 0; i < present.length; i++) {
    names.push(String(present[i]!.name));
    columns.push(known[i] ?? castCells(cells[i]!, present[i]!, context));
  }
  return frameOfColumns(names, columns, table);
}

function isListOfTexts(value: readonly unknown[]): boolean {
  return value.every((item) => typeof item === "string");
}
