import { cellAt, type Column } from "../../frame/mod.ts";
import type { ColumnSpec, ScalarType } from "../signature.ts";
import { CastError } from "./casts/cast_error.ts";
import { castScalars } from "./casts/cast_scalars.ts";
import type { ColumnSchema } from "./enforce_table.ts";
import type { TableBounds } from "./table_bounds.ts";
import { enforceValue } from "./enforce_value.ts";
import { inferCells } from "./infer_cells.ts";
import { reading } from "./input_error.ts";
import { columnLabel, schemaError } from "./input_plan.ts";
import { evenCells, numpyArray } from "./casts/numpy_array.ts";
import { safeCast } from "./casts/safe_cast.ts";

/** What a column-based reading needs beside the value. */
export interface ColumnInputContext {
  readonly schema: ColumnSchema;
  /** Whether the body was read exactly. */
  readonly isExact: boolean;
  /** Whether binary values are base64. */
  readonly decodesBase64?: boolean;
  /** How large a table may be. */
  readonly bounds?: TableBounds | undefined;
}

/**
 * Stage A of one value: refuses what a forced cast would refuse.
 *
 * @param cell The value: a single one, or a list.
 * @param spec The column of the signature.
 * @param context How the body was read.
 * @throws {CastError} If the value cannot be cast.
 */
export function checkCell(
  cell: unknown,
  spec: ColumnSpec,
  context: ColumnInputContext,
): void {
  const { type } = spec;
  if (type.kind === "scalar") {
    if (Array.isArray(cell)) checkElements(cell, type.type, context);
    else castScalars(type.type, [cell], { ...context, rules: "numpy" });
  } else {
    const value = enforceValue(cell, type, spec);
    // A list becomes an array, so its lists have one shape.
    if (type.kind === "array") numpyArray(value, undefined, context);
  }
}

/**
 * Stage A of the values of one column.
 *
 * @param cells The values; `undefined` where an object lacks the key.
 * @param spec The column of the signature.
 * @param context How the body was read.
 * @throws {InputError} If a value cannot be cast.
 */
export function checkCells(
  cells: readonly unknown[],
  spec: ColumnSpec,
  context: ColumnInputContext,
): void {
  if (areNumbersForFloats(cells, spec)) return;
  for (const cell of cells) {
    if (cell === undefined) continue;
    reading(() => checkCell(cell, spec, context));
  }
}

/** Whether the values are numbers, which any column of floats takes. */
function areNumbersForFloats(
  cells: readonly unknown[],
  { type }: ColumnSpec,
): boolean {
  return type.kind === "scalar" &&
    (type.type === "double" || type.type === "float") &&
    cells.every((cell) => typeof cell === "number");
}

function checkElements(
  list: readonly unknown[],
  type: ScalarType,
  context: ColumnInputContext,
): void {
  const { cells } = evenCells(list);
  castScalars(type, cells, { ...context, rules: "numpy" });
}

/**
 * Stage B of the values of one column, each of which stage A took.
 *
 * @param cells The values; `undefined` where an object lacks the key.
 * @param spec The column of the signature.
 * @param context The signature, and how the values were read.
 * @returns The column.
 * @throws {InputError} If the values do not fit the signature.
 */
export function castCells(
  cells: readonly unknown[],
  spec: ColumnSpec,
  context: ColumnInputContext,
): Column {
  const { schema } = context;
  const { type } = spec;
  try {
    if (type.kind === "any") return inferCells(cells);
    if (type.kind !== "scalar") {
      return {
        dtype: "object",
        values: cells.map((cell) => enforceValue(cell, type, spec)),
      };
    }
    if (cells.some(Array.isArray)) {
      return safeCast(
        {
          dtype: "object",
          values: cells.map((cell) => castLeaves(cell, type.type, context)),
        },
        type.type,
        String(spec.name),
      );
    }
    return castPresent(cells, type.type, {
      ...context,
      label: String(spec.name),
    });
  } catch (error) {
    if (error instanceof CastError) throw schemaError(schema, error.message);
    throw error;
  }
}

/** A value, or the values of nested lists, each cast by itself. */
function castLeaves(
  cell: unknown,
  type: ScalarType,
  context: ColumnInputContext,
): unknown {
  if (Array.isArray(cell)) {
    return cell.map((item) => castLeaves(item, type, context));
  }
  const options = { ...context, rules: "numpy" } as const;
  return cellAt(castScalars(type, [cell ?? null], options), 0);
}

/** A column of single values, where a missing key turns integers into doubles. */
function castPresent(
  cells: readonly unknown[],
  type: ScalarType,
  options: ColumnInputContext & { readonly label: string },
): Column {
  const rules = { ...options, rules: "numpy" } as const;
  if (!cells.includes(undefined)) return castScalars(type, cells, rules);
  switch (type) {
    case "double":
    case "datetime":
      return castScalars(type, cells, rules);
    case "string":
    case "boolean":
    case "binary":
      return {
        dtype: "object",
        values: cells.map((cell) => {
          if (cell === undefined) return null;
          const column = castScalars(type, [cell], rules);
          return type === "boolean" ? column.values[0] === 1 : column.values[0];
        }),
      };
    default:
      return safeCast(castScalars("double", cells, rules), type, options.label);
  }
}

/**
 * Stage B of a column that was cast to another type of the signature.
 *
 * @param column The column.
 * @param spec The column of the signature.
 * @param context The signature, and where the column is in it.
 * @returns The column, cast where that is safe.
 * @throws {InputError} If it is not.
 */
export function recast(
  column: Column,
  spec: ColumnSpec,
  context: { readonly schema: ColumnSchema; readonly at: number },
): Column {
  const { type } = spec;
  if (type.kind === "any") return column;
  try {
    if (type.kind !== "scalar") {
      throw new CastError(`Expected ${type.kind}, got a single value`);
    }
    return safeCast(column, type.type, columnLabel(spec, context.at));
  } catch (error) {
    if (error instanceof CastError) {
      throw schemaError(context.schema, error.message);
    }
    throw error;
  }
}
