import { DataFrame } from "../../frame/mod.ts";
import type { ModelInput } from "../flavor.ts";
import type { Label } from "../signature.ts";
import { checkCells, type ColumnInputContext } from "./cast_cells.ts";
import {
  columnsOf,
  type Entry,
  hasNestedTypes,
  oneRow,
  requireNames,
} from "./columns_of.ts";
import { enforceFrame } from "./enforce_frame.ts";
import { inferCells } from "./infer_cells.ts";
import { reading } from "./input_error.ts";
import { schemaError } from "./input_plan.ts";
import { type Instances, requireEvenLengths } from "./instances.ts";
import { numpyArray } from "./casts/numpy_array.ts";
import { WholeFloat } from "./json/python_float.ts";
import { plainInstances } from "./plain_arrays.ts";
import { plainValue } from "./json/python_text.ts";

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
): ModelInput {
  const { schema } = context;
  if (schema.columns[0]?.name === undefined) {
    return unnamedInstances(instances, context);
  }
  const specs = new Map(schema.columns.map((spec) => [spec.name, spec]));
  const entries = new Map<Label, Entry>();
  for (const [name, cells] of instances) {
    const spec = specs.get(name);
    if (spec === undefined) {
      reading(() => numpyArray(cells, undefined, context));
    } else {
      checkCells(cells, spec, context);
      if (cells.some(Array.isArray)) {
        // The values are stacked, so they have one shape.
        reading(() => numpyArray(cells.map(plainValue), undefined, context));
      }
    }
    entries.set(name, {
      length: cells.length,
      cells: spec?.type.kind === "any" ? alike(cells, context) : cells,
    });
  }
  requireEvenLengths(
    schema.columns
      .filter((spec) => spec.required && spec.type.kind !== "array")
      .map((spec) => entries.get(spec.name!)?.length),
  );
  requireNames(schema, [...entries.keys()]);
  for (const { name, type } of schema.columns) {
    const isNested = type.kind === "array" || type.kind === "object";
    if (!isNested || !entries.has(name!)) continue;
    throw schemaError(
      schema,
      type.kind === "array"
        ? `Data must be 1-dimensional, got ndarray of shape (${
          entries.get(name!)!.length
        }, n) instead: send column ${name} under inputs, as a list of objects`
        : `Expected data to be dictionary, got ndarray: send column ${name} under inputs, as a list of objects`,
    );
  }
  return hasNestedTypes(schema)
    ? oneRow(instances, context)
    : columnsOf(entries, context);
}

/** Beside a text, numpy makes texts of all values, and beside a number it makes numbers of booleans. */
function alike(
  cells: readonly unknown[],
  context: ColumnInputContext,
): readonly unknown[] {
  const { dtype, data } = reading(() => numpyArray(cells, undefined, context));
  switch (dtype) {
    case "str":
      return Array.from<unknown>(data);
    case "float64":
    case "int64":
      return cells.map((cell) => {
        if (typeof cell !== "boolean") return cell;
        return dtype === "int64" ? BigInt(cell) : new WholeFloat(Number(cell));
      });
    default:
      return cells;
  }
}

/** Without names, the columns are taken in the order of the keys, as numpy infers them. */
function unnamedInstances(
  instances: Instances,
  context: ColumnInputContext,
): ModelInput {
  const { schema } = context;
  const tensors = Object.values(plainInstances(instances));
  if (hasNestedTypes(schema) || tensors.some(({ shape }) => shape.length > 1)) {
    throw schemaError(
      schema,
      "Expected single values: send lists and objects under inputs",
    );
  }
  const cells = [...instances.values()];
  const frame = new DataFrame([...instances.keys()], cells.map(inferCells));
  return enforceFrame(frame, schema);
}
