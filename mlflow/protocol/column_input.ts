import type { Column, DataFrame } from "../../frame/mod.ts";
import { castScalars } from "./cast_scalars.ts";
import {
  castCells,
  checkCell,
  type ColumnInputContext,
  recast,
} from "./column_cells.ts";
import { type ColumnSchema, frameOf } from "./enforce_table.ts";
import { enforceValue } from "./enforce_value.ts";
import { inferCells } from "./infer_cells.ts";
import { inputError, reading } from "./input_error.ts";
import { missingInputs, schemaError } from "./input_plan.ts";
import { type Instances, isDict, requireEvenLengths } from "./instances.ts";
import { numpyArray } from "./numpy_array.ts";
import { plainValue } from "./python_text.ts";
import { numbered, recordsTable } from "./table.ts";

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
  const isList = Array.isArray(value);
  if (
    specs.length === 1 && name !== undefined && isList && !value.some(isDict)
  ) {
    return dictInput({ [name]: value }, context);
  }
  if (isDict(value)) {
    if (name === undefined) throw unnamedRefusal("dict");
    return dictInput(value, context);
  }
  if (isList && value.every(isDict)) return listInput(value, context);
  if (value === null && name === undefined) throw unnamedRefusal("NoneType");
  return arrayInput(value, context);
}

/**
 * The refusal of an object where the signature has no names.
 *
 * @param type Python's name of what came.
 * @returns The error.
 */
export function unnamedRefusal(type: string): Error {
  return inputError(
    `Failed to parse input data. This model contains an un-named  model signature which expects a single n-dimensional array or a single value as input, however, an input of type <class '${type}'> was found.`,
  );
}

/** One column of a dict as it goes into the frame. */
interface Entry {
  /** The number of rows it has; `undefined` for a single value, which is repeated. */
  readonly length: number | undefined;
  readonly cells: readonly unknown[];
}

/** An object of columns, or of single values. */
function dictInput(
  value: Readonly<Record<string, unknown>>,
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  const specs = new Map(schema.columns.map((spec) => [spec.name!, spec]));
  const entries = new Map<string, Entry>();
  for (const [name, cell] of Object.entries(value)) {
    const spec = specs.get(name);
    if (spec === undefined) {
      // What is not in the signature is dropped, but must have the right length.
      const { shape } = reading(() => numpyArray(cell, undefined, context));
      entries.set(name, { length: shape[0], cells: [] });
      continue;
    }
    reading(() => checkCell(cell, spec, context));
    const isColumn = Array.isArray(cell) &&
      (spec.type.kind === "scalar" || !isListOfTexts(cell));
    entries.set(
      name,
      isColumn
        ? { length: cell.length, cells: cell }
        : { length: undefined, cells: [cell] },
    );
  }
  requireNames(schema, [...entries.keys()]);
  const isOneRow = hasNestedTypes(schema) ||
    [...entries.values()].every(({ length }) => length === undefined);
  if (isOneRow && !hasNestedTypes(schema)) requireNoExtra(entries, schema);
  return isOneRow ? oneRow(value, context) : columnsOf(entries, context);
}

/** pandas makes no table of nothing but single values, some of them not of the signature. */
function requireNoExtra(
  entries: ReadonlyMap<string, Entry>,
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

/** The frame of one row whose cells are the values themselves. */
function oneRow(
  value: Readonly<Record<string, unknown>>,
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  const names: string[] = [];
  const columns: Column[] = [];
  for (const spec of schema.columns) {
    if (!Object.hasOwn(value, spec.name!)) continue;
    names.push(spec.name!);
    columns.push(castCells([value[spec.name!]], spec, context));
  }
  return frameOf(names, columns, { length: 1 });
}

function columnsOf(
  entries: ReadonlyMap<string, Entry>,
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  let length: number | undefined;
  for (const entry of entries.values()) {
    if (entry.length === undefined) continue;
    length ??= entry.length;
    if (entry.length !== length) {
      throw schemaError(
        schema,
        "This model contains a column-based signature, which suggests a DataFrame input. There was an error casting the input data to a DataFrame: All arrays must be of the same length",
      );
    }
  }
  const rows = length ?? 1;
  const names: string[] = [];
  const columns: Column[] = [];
  for (const spec of schema.columns) {
    const entry = entries.get(spec.name!);
    if (entry === undefined) continue;
    const cells = entry.length === undefined
      ? new Array<unknown>(rows).fill(entry.cells[0])
      : entry.cells;
    names.push(spec.name!);
    columns.push(castCells(cells, spec, context));
  }
  return frameOf(names, columns, { length: rows });
}

/** A list of objects, one a row. */
function listInput(
  value: readonly unknown[],
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  if (schema.columns[0]?.name === undefined) throw tooFewInputs(schema, 0);
  const table = recordsTable(value);
  const names: string[] = [];
  const columns: Column[] = [];
  const positions = new Map(table.names.map((name, i) => [name, i]));
  for (const spec of schema.columns) {
    const at = positions.get(spec.name!);
    if (at === undefined) continue;
    const cells = table.cells(at);
    for (const cell of cells) {
      if (cell !== undefined) {
        reading(() => checkCell(cell, spec, context));
      }
    }
    names.push(spec.name!);
    columns.push(castCells(cells, spec, context));
  }
  requireNames(schema, table.names);
  return frameOf(names, columns, table);
}

/** A list of values or of rows, or a single value: all cast to the first column's type. */
function arrayInput(value: unknown, context: ColumnInputContext): DataFrame {
  const { schema } = context;
  const first = schema.columns[0]!;
  const { type } = first;
  if (type.kind !== "scalar") {
    const plain = reading(() => enforceValue(value, type, first));
    if (first.name !== undefined) {
      requireNames(schema, []);
      return frameOf([], [], { length: 0 });
    }
    return frameOf(["0"], [inferCells([plain])], { length: 1 });
  }
  const rows = Array.isArray(value) ? value : [value];
  const { shape } = reading(() => numpyArray(rows, "object", context));
  if (shape.length > 2) {
    throw schemaError(
      schema,
      `Must pass 2-d input. shape=(${shape.join(", ")})`,
    );
  }
  const width = shape[1] ?? (rows.some(Array.isArray) ? 0 : 1);
  const columns: Column[] = [];
  for (let i = 0; i < width; i++) {
    const cells = rows.map((row: unknown) => Array.isArray(row) ? row[i] : row);
    columns.push(
      reading(() =>
        castScalars(type.type, cells, { ...context, rules: "numpy" })
      ),
    );
  }
  if (shape.length === 1 && rows.some(Array.isArray)) {
    throw inputError("The lists have an inhomogeneous shape");
  }
  if (first.name !== undefined) {
    requireNames(schema, numbered(width));
    return frameOf([], [], { length: 0 });
  }
  if (width < schema.columns.length) throw tooFewInputs(schema, width);
  const checked = schema.columns.map((spec, i) =>
    recast(columns[i]!, spec, { schema, at: i })
  );
  return frameOf(numbered(checked.length), checked, { length: rows.length });
}

/**
 * Makes the frame of a list of objects under `instances` for a model with a
 * column signature: the values of each key are one array.
 *
 * @param instances The values by key.
 * @param context The signature, and how the values were read.
 * @returns The frame, cast and checked.
 * @throws {InputError} If the values do not fit the signature.
 */
export function columnInstances(
  instances: Instances,
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  const specs = new Map(schema.columns.map((spec) => [spec.name, spec]));
  const entries = new Map<string, Entry>();
  for (const [name, cells] of instances) {
    const spec = specs.get(name);
    if (spec === undefined) {
      reading(() => numpyArray(cells, undefined, context));
    } else {
      for (const cell of cells) reading(() => checkCell(cell, spec, context));
      if (spec.type.kind !== "any" && cells.some(Array.isArray)) {
        // The values are stacked, so they have one shape.
        reading(() => numpyArray(cells.map(plainValue), undefined, context));
      }
    }
    entries.set(name, { length: cells.length, cells });
  }
  requireEvenLengths(
    schema.columns
      .filter((spec) => spec.required && spec.type.kind !== "array")
      .map((spec) => entries.get(spec.name ?? "")?.length),
  );
  if (schema.columns[0]?.name === undefined) {
    throw tooFewInputs(schema, entries.size);
  }
  requireNames(schema, [...entries.keys()]);
  const nested = schema.columns.find((spec) =>
    spec.type.kind === "array" || spec.type.kind === "object"
  );
  if (nested !== undefined) {
    throw schemaError(
      schema,
      nested.type.kind === "array"
        ? `Data must be 1-dimensional, got ndarray of shape (${
          instances.get(nested.name!)?.length
        }, n) instead: send column ${nested.name} under inputs, as a list of objects`
        : `Expected data to be dictionary, got ndarray: send column ${nested.name} under inputs, as a list of objects`,
    );
  }
  return columnsOf(entries, context);
}

function requireNames(schema: ColumnSchema, names: readonly string[]): void {
  const given = new Set(names);
  const missing = schema.columns.filter((spec) =>
    spec.required && !given.has(spec.name!)
  );
  if (missing.length === 0) return;
  const known = new Set(schema.columns.map((spec) => spec.name));
  throw schemaError(
    schema,
    missingInputs(
      missing.map((spec) => spec.name!),
      names.filter((name) => !known.has(name)),
    ),
  );
}

function tooFewInputs(schema: ColumnSchema, width: number): Error {
  return schemaError(
    schema,
    `Model inference is missing inputs. The model signature declares ${schema.columns.length} inputs  but the provided value only has ${width} inputs. Note: the inputs were not named in the signature so we can only verify their count.`,
  );
}

function hasNestedTypes(schema: ColumnSchema): boolean {
  return schema.columns.some(({ type }) =>
    type.kind === "array" || type.kind === "object"
  );
}

function isListOfTexts(value: readonly unknown[]): boolean {
  return value.every((item) => typeof item === "string");
}
