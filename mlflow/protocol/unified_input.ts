import { isDict } from "./json/is_dict.ts";
import { DataFrame } from "../../frame/mod.ts";
import type { ModelInput } from "../flavor.ts";
import { PlainInput } from "../plain_input.ts";
import type { ParamSpec, Schema } from "../signature.ts";
import { enforceFrame } from "./enforce_frame.ts";
import { inferCells } from "./infer_cells.ts";
import { schemaError } from "./input_plan.ts";
import { plainValue } from "./json/python_text.ts";
import { requireTableBounds, type TableBounds } from "./table_bounds.ts";
import { noTensor } from "./tensor_input.ts";

/** The keys of which one makes a body the input itself, as language models take it. */
const UNIFIED_KEYS = ["messages", "prompt", "input"] as const;

/** A body split into what is predicted on and the parameters. */
export interface UnifiedFields {
  readonly data: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Whether a body is the input itself: it has `messages`, `prompt` or `input`.
 *
 * @param fields The body.
 * @returns Whether it is.
 */
export function isUnified(fields: Readonly<Record<string, unknown>>): boolean {
  return UNIFIED_KEYS.some((key) => Object.hasOwn(fields, key));
}

/**
 * Splits such a body: the keys that the signature has as parameters, and the rest.
 *
 * @param fields The body.
 * @param specs The parameters of the signature.
 * @returns The two parts.
 */
export function splitUnified(
  fields: Readonly<Record<string, unknown>>,
  specs: readonly ParamSpec[] | undefined,
): UnifiedFields {
  const names = new Set(specs?.map((spec) => spec.name));
  const entries = Object.entries(fields);
  return {
    data: Object.fromEntries(entries.filter(([key]) => !names.has(key))),
    params: Object.fromEntries(entries.filter(([key]) => names.has(key))),
  };
}

/**
 * Makes the input of such a body, as it is or as a table of its keys.
 *
 * @param data The body without the parameters, read exactly.
 * @param schema What the model takes, if it has a signature.
 * @param bounds How large a table may be.
 * @returns What to predict on.
 * @throws {InputError} If it does not fit the signature.
 */
export function unifiedInput(
  data: Readonly<Record<string, unknown>>,
  schema: Schema | undefined,
  bounds?: TableBounds,
): ModelInput | PlainInput {
  if (schema === undefined) return new PlainInput(plainValue(data));
  if (schema.kind === "tensors") throw noTensor(data, schema);
  const values = Object.values(data);
  const isOneRow =
    schema.columns.some(({ type }) =>
      type.kind === "array" || type.kind === "object"
    ) || values.every(isSingle);
  // Single values are repeated beside lists.
  const lengths = values.filter(Array.isArray).map(({ length }) => length);
  const length = isOneRow ? 1 : lengths[0] ?? 1;
  if (!isOneRow && lengths.some((other) => other !== length)) {
    throw noTable(schema, "All arrays must be of the same length");
  }
  if (!isOneRow && values.some(isDict) && !values.every(isDict)) {
    throw noTable(schema, "Objects cannot stand beside other values");
  }
  requireTableBounds({ rows: length, columns: values.length }, bounds);
  const columns = values.map((value): readonly unknown[] =>
    !isOneRow && Array.isArray(value) ? value : new Array(length).fill(value)
  );
  const frame = new DataFrame(Object.keys(data), columns.map(keepNested), {
    length,
  });
  return enforceFrame(frame, schema);
}

function noTable(schema: Schema, reason: string): Error {
  return schemaError(
    schema,
    `This model contains a column-based signature, which suggests a DataFrame input. There was an error casting the input data to a DataFrame: ${reason}`,
  );
}

/** A column of plain values; lists and objects stay exact for the checks to come. */
function keepNested(cells: readonly unknown[]): ReturnType<typeof inferCells> {
  const isNested = cells.some((cell) => Array.isArray(cell) || isDict(cell));
  return isNested ? { dtype: "object", values: cells } : inferCells(cells);
}

function isSingle(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === "string");
  }
  return !isDict(value);
}
