import { type Column, DataFrame } from "../../frame/mod.ts";
import { InputError } from "../errors.ts";
import type { ColumnSpec, ColumnType, Label, Schema } from "../signature.ts";
import { describeType } from "../describe_schema.ts";
import { CastError } from "./casts/cast_error.ts";
import { ZonedDatetimeError } from "./casts/cast_datetimes.ts";
import type { CastOptions } from "./casts/cast_options.ts";
import { castLong } from "./casts/cast_long.ts";
import { castScalars } from "./casts/cast_scalars.ts";
import { enforceValue } from "./enforce_value.ts";
import { inferCells, inferDoubles } from "./infer_cells.ts";
import { columnLabel, missingInputs, schemaError } from "./input_plan.ts";
import { numpyDType } from "./casts/safe_cast.ts";
import type { RequestTable } from "./request_table.ts";

/** A schema of columns. */
export type ColumnSchema = Extract<Schema, { kind: "columns" }>;

/**
 * Makes the frame that a model with this schema predicts on: the columns cast
 * and checked, in the order of the schema, without those it does not name.
 *
 * @param table The request's table.
 * @param schema What the model takes.
 * @param options How the cells came.
 * @returns The frame.
 * @throws {InputError} If a column is missing or its cells cannot be cast.
 */
export function enforceTable(
  table: RequestTable,
  schema: ColumnSchema,
  options: CastOptions,
): DataFrame {
  const { columns: specs } = schema;
  if (specs[0]?.name === undefined) {
    return enforceByPosition(table, schema, options);
  }
  const names: string[] = [];
  const columns: Column[] = [];
  let missing: Label[] | undefined;
  let positions: Map<Label, number> | undefined;
  for (let i = 0; i < specs.length; i++) {
    const spec = specs[i]!;
    const name = spec.name!;
    // Most requests have the columns in the order of the schema.
    const at = table.names[i] === name
      ? i
      : (positions ??= positionsOf(table.names)).get(name);
    if (at === undefined) {
      if (spec.required) (missing ??= []).push(name);
      continue;
    }
    names.push(String(name));
    columns.push(
      castColumn(spec, { table, at }, { ...options, schema, at: i }),
    );
  }
  if (missing !== undefined) {
    const known = new Set(specs.map((spec) => spec.name));
    const extra = table.names.filter((name) => !known.has(name));
    throw schemaError(schema, missingInputs(missing, extra));
  }
  return frameOfColumns(names, columns, table);
}

/** Where each name is; the first place of one that repeats. */
function positionsOf(names: readonly Label[]): Map<Label, number> {
  const positions = new Map<Label, number>();
  for (let i = names.length - 1; i >= 0; i--) positions.set(names[i]!, i);
  return positions;
}

function enforceByPosition(
  table: RequestTable,
  schema: ColumnSchema,
  options: CastOptions,
): DataFrame {
  const { columns: specs } = schema;
  const width = Math.min(specs.length, table.names.length);
  const columns: Column[] = [];
  for (let i = 0; i < width; i++) {
    columns.push(
      castColumn(specs[i]!, { table, at: i }, { ...options, schema, at: i }),
    );
  }
  if (width < specs.length) {
    throw schemaError(
      schema,
      `Model inference is missing inputs. The model signature declares ${specs.length} inputs  but the provided value only has ${width} inputs. Note: the inputs were not named in the signature so we can only verify their count.`,
    );
  }
  return frameOfColumns(
    table.names.slice(0, width).map(String),
    columns,
    table,
  );
}

/**
 * Makes a frame of a table for a model without a signature.
 *
 * @param table The request's table, read exactly.
 * @returns The frame, its dtypes inferred as pandas does.
 * @throws {InputError} If a name appears twice.
 */
export function inferTable(table: RequestTable): DataFrame {
  return frameOfColumns(
    table.names.map(String),
    table.names.map((_, at) => inferColumn({ table, at })),
    table,
  );
}

/** A column of a request. */
interface RequestColumn {
  readonly table: RequestTable;
  readonly at: number;
}

function inferColumn({ table, at }: RequestColumn): Column {
  const long = table.long?.(at);
  const doubles = long === undefined ? undefined : inferDoubles(long);
  return doubles ?? inferCells(table.cells(at));
}

/** Where a column is, for its messages. */
interface ColumnContext extends CastOptions {
  readonly schema: ColumnSchema;
  readonly at: number;
}

function castColumn(
  spec: ColumnSpec,
  column: RequestColumn,
  context: ColumnContext,
): Column {
  const { table, at } = column;
  try {
    if (spec.type.kind === "scalar") {
      return castLong(spec.type, table.long?.(at)) ??
        castScalars(spec.type.type, table.cells(at), context);
    }
    if (spec.type.kind === "any") return inferColumn(column);
    return {
      dtype: "object",
      values: table.cells(at).map((cell) =>
        enforceValue(cell, spec.type, spec)
      ),
    };
  } catch (error) {
    const label = columnLabel(spec, context.at);
    if (error instanceof ZonedDatetimeError) {
      throw schemaError(context.schema, `${error.message}: column ${label}`);
    }
    if (error instanceof CastError) {
      throw new InputError(
        `Invalid input. Data is not compatible with model signature. Failed to convert column ${label} to type '${
          describeTarget(spec.type)
        }'. Error: '${error.message}'`,
        { cause: error },
      );
    }
    throw error;
  }
}

/**
 * Makes a frame of columns that fit a request's table.
 *
 * @param names The names.
 * @param columns The columns.
 * @param table How many rows there are, and their labels.
 * @returns The frame.
 * @throws {InputError} If a name appears twice.
 */
export function frameOfColumns(
  names: readonly string[],
  columns: readonly Column[],
  table: Pick<RequestTable, "length" | "index">,
): DataFrame {
  const { length, index } = table;
  try {
    return new DataFrame(
      names,
      columns,
      index === undefined ? { length } : { length, index },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`Invalid input. ${error.message}`, { cause: error });
  }
}

/** What a column is converted to, as MLflow prints it. */
function describeTarget(type: ColumnType): string {
  if (type.kind !== "scalar") return describeType(type);
  const isObject = type.type === "string" || type.type === "binary";
  return isObject ? "<class 'object'>" : numpyDType(type.type);
}
