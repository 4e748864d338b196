import type { Column, DataFrame } from "../../frame/mod.ts";
import type { Label } from "../signature.ts";
import { castCells, type ColumnInputContext } from "./cast_cells.ts";
import { type ColumnSchema, frameOfColumns } from "./enforce_table.ts";
import { missingInputs, schemaError } from "./input_plan.ts";
import { requireTableBounds } from "./table_bounds.ts";

/** One column of a dict as it goes into the frame. */
export interface Entry {
  /** The number of rows it has; `undefined` for a single value, which is repeated. */
  readonly length: number | undefined;
  readonly cells: readonly unknown[];
}

/**
 * Makes the frame of one row whose cells are the values themselves.
 *
 * @param value The values by column.
 * @param context The signature, and how the values were read.
 * @returns The frame, checked.
 * @throws {InputError} If a value does not fit the signature.
 */
export function oneRow(
  value: ReadonlyMap<Label, unknown>,
  context: ColumnInputContext,
): DataFrame {
  const { schema } = context;
  const names: string[] = [];
  const columns: Column[] = [];
  for (const spec of schema.columns) {
    if (!value.has(spec.name!)) continue;
    names.push(String(spec.name));
    columns.push(castCells([value.get(spec.name!)], spec, context));
  }
  return frameOfColumns(names, columns, { length: 1 });
}

/**
 * Makes the frame of columns and of single values, which are repeated.
 *
 * @param entries The columns by name.
 * @param context The signature, and how the values were read.
 * @returns The frame, checked.
 * @throws {InputError} If lengths differ, or a value does not fit the signature.
 */
export function columnsOf(
  entries: ReadonlyMap<Label, Entry>,
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
  // Single values become as many as there are rows.
  requireTableBounds({ rows, columns: entries.size }, context.bounds);
  const names: string[] = [];
  const columns: Column[] = [];
  for (const spec of schema.columns) {
    const entry = entries.get(spec.name!);
    if (entry === undefined) continue;
    const cells = entry.length === undefined
      ? new Array<unknown>(rows).fill(entry.cells[0])
      : entry.cells;
    names.push(String(spec.name));
    columns.push(castCells(cells, spec, context));
  }
  return frameOfColumns(names, columns, { length: rows });
}

/**
 * Refuses an input that lacks required columns.
 *
 * @param schema The signature.
 * @param names The columns that came.
 * @throws {InputError} If one is missing.
 */
export function requireNames(
  schema: ColumnSchema,
  names: readonly Label[],
): void {
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

/**
 * The refusal of too few columns where the signature has no names.
 *
 * @param schema The signature.
 * @param width How many came.
 * @returns The error.
 */
export function tooFewInputs(schema: ColumnSchema, width: number): Error {
  return schemaError(
    schema,
    `Model inference is missing inputs. The model signature declares ${schema.columns.length} inputs  but the provided value only has ${width} inputs. Note: the inputs were not named in the signature so we can only verify their count.`,
  );
}

/**
 * Whether a signature has lists or objects as columns.
 *
 * @param schema The signature.
 * @returns Whether it has; an object of values is one row then.
 */
export function hasNestedTypes(schema: ColumnSchema): boolean {
  return schema.columns.some(({ type }) =>
    type.kind === "array" || type.kind === "object"
  );
}
