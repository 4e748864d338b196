import { cellAt, type Column, DataFrame } from "../../frame/mod.ts";
import type { ModelInput } from "../flavor.ts";
import type { ColumnSpec, Label, Schema } from "../signature.ts";
import { CastError } from "./casts/cast_error.ts";
import { requireNames } from "./columns_of.ts";
import type { ColumnSchema } from "./enforce_table.ts";
import { enforceValue } from "./enforce_value.ts";
import { columnLabel, schemaError } from "./input_plan.ts";
import { safeCast } from "./casts/safe_cast.ts";
import { tensorTable } from "./tensor_table.ts";

/**
 * Checks a frame whose columns are typed already (of CSV, Parquet, or plain
 * data) against a signature; only casts that lose nothing are made.
 *
 * @param frame The frame.
 * @param schema What the model takes.
 * @param labels What its columns are called, where that is not their names.
 * @returns What to predict on.
 * @throws {InputError} If a column is missing or of another type.
 */
export function enforceFrame(
  frame: DataFrame,
  schema: Schema,
  labels: readonly Label[] = frame.names,
): ModelInput {
  return schema.kind === "columns"
    ? enforceColumns(frame, schema, labels)
    : enforceTensors(frame, schema, labels);
}

/**
 * Checks a typed frame against a signature of columns.
 *
 * @param frame The frame.
 * @param schema What the model takes.
 * @param labels What its columns are called, where that is not their names.
 * @returns The columns of the signature, in its order.
 * @throws {InputError} If a column is missing or of another type.
 */
export function enforceColumns(
  frame: DataFrame,
  schema: ColumnSchema,
  labels: readonly Label[] = frame.names,
): DataFrame {
  const specs = schema.columns;
  const hasNames = specs[0]?.name !== undefined;
  if (!hasNames && frame.names.length < specs.length) {
    throw schemaError(
      schema,
      `Model inference is missing inputs. The model signature declares ${specs.length} inputs  but the provided value only has ${frame.names.length} inputs. Note: the inputs were not named in the signature so we can only verify their count.`,
    );
  }
  const positions = new Map(labels.map((label, i) => [label, i]));
  const present = hasNames
    ? specs.filter((spec) => positions.has(spec.name!))
    : specs;
  if (hasNames) requireNames(schema, labels);
  const names = present.map((spec, i) => String(spec.name ?? labels[i]));
  const columns = present.map((spec, i) => {
    const at = hasNames ? positions.get(spec.name!)! : i;
    return enforceColumn(frame.columns[at]!, spec, { schema, at: i });
  });
  const { length, index } = frame;
  return new DataFrame(
    names,
    columns,
    index === undefined ? { length } : { length, index },
  );
}

function enforceColumn(
  column: Column,
  spec: ColumnSpec,
  context: { readonly schema: ColumnSchema; readonly at: number },
): Column {
  const { type } = spec;
  if (type.kind === "any") return column;
  try {
    if (type.kind === "scalar") {
      return safeCast(column, type.type, columnLabel(spec, context.at));
    }
    const values = Array.from(
      { length: column.values.length },
      (_, row) => enforceValue(cellAt(column, row), type, spec),
    );
    return { dtype: "object", values };
  } catch (error) {
    if (error instanceof CastError) {
      throw schemaError(context.schema, error.message);
    }
    throw error;
  }
}

function enforceTensors(
  frame: DataFrame,
  schema: Extract<Schema, { kind: "tensors" }>,
  labels: readonly Label[],
): ModelInput {
  const first = schema.tensors[0]!;
  if (first.name === undefined && frame.columns.length > 1) {
    const other = frame.columns.find(({ dtype }) => dtype !== first.dtype);
    if (other !== undefined) {
      throw schemaError(
        schema,
        `dtype of input ${other.dtype} does not match expected dtype ${first.dtype}`,
      );
    }
  }
  const { columns, length } = frame;
  const cells = (at: number): unknown[] =>
    Array.from({ length }, (_, row) => cellAt(columns[at]!, row));
  return tensorTable({ names: labels, length, cells }, {
    schema,
    isExact: true,
  });
}
