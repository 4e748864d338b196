import type {
  ColumnSpec,
  Label,
  ParamSpec,
  Schema,
  Signature,
} from "../signature.ts";
import { describeLabel, describeSchema } from "../describe_schema.ts";
import { InputError } from "../errors.ts";
import type { NumberDetail } from "./json/read_json.ts";
import type { TableBounds } from "./table_bounds.ts";

/** What is worked out once for a signature and used by each request. */
export interface InputPlan {
  readonly schema: Schema | undefined;
  /** What of the numbers in a body must not be lost. */
  readonly detail: NumberDetail;
  readonly params: readonly ParamSpec[] | undefined;
  /** How large a table may be; the defaults if absent. */
  readonly bounds?: TableBounds | undefined;
}

const NO_SCHEMA: InputPlan = {
  schema: undefined,
  detail: "kinds",
  params: undefined,
};
const plans = new WeakMap<Signature, InputPlan>();

/**
 * The plan for a signature; the same object for the same signature and bounds.
 *
 * @param signature The model's signature, if it has one.
 * @param bounds How large a table may be.
 * @returns The plan.
 */
export function planOf(
  signature: Signature | undefined,
  bounds?: TableBounds,
): InputPlan {
  if (signature === undefined) {
    return bounds === undefined ? NO_SCHEMA : { ...NO_SCHEMA, bounds };
  }
  let plan = plans.get(signature);
  if (plan === undefined || plan.bounds !== bounds) {
    plan = {
      schema: signature.inputs,
      detail: detailOf(signature.inputs),
      params: signature.params,
      bounds,
    };
    plans.set(signature, plan);
  }
  return plan;
}

function detailOf(schema: Schema | undefined): NumberDetail {
  if (schema === undefined) return "kinds";
  if (schema.kind === "tensors") {
    const areFloats = schema.tensors.every(({ dtype }) =>
      dtype.startsWith("float")
    );
    return areFloats ? "value" : "kinds";
  }
  let detail: NumberDetail = "value";
  for (const { type } of schema.columns) {
    if (type.kind !== "scalar") return "kinds";
    if (!["double", "float", "boolean"].includes(type.type)) {
      detail = "integers";
    }
  }
  return detail;
}

/**
 * An input that does not fit the signature.
 *
 * @param schema What the model takes.
 * @param detail What does not fit.
 * @returns The error to throw.
 */
export function schemaError(schema: Schema, detail: string): InputError {
  return new InputError(
    `Failed to predict on the input. \nError: Failed to enforce schema of the input with schema '${
      describeSchema(schema)
    }'. Error: ${detail}`,
    { code: "INVALID_PARAMETER_VALUE", isSchemaMismatch: true },
  );
}

/**
 * The sentence for required columns that did not come.
 *
 * @param missing The names that did not come.
 * @param extra The names that came and are not in the signature.
 * @returns The sentence.
 */
export function missingInputs(
  missing: readonly Label[],
  extra: readonly Label[],
): string {
  const list = (names: readonly Label[]): string =>
    `[${names.map(describeLabel).join(", ")}]`;
  return `Model is missing inputs ${list(missing)}.${
    extra.length === 0
      ? ""
      : ` Note that there were extra inputs: ${list(extra)}.`
  }`;
}

/**
 * The name of a column for messages.
 *
 * @param column The column.
 * @param position Where it is.
 * @returns Its name, or its position where it has none.
 */
export function columnLabel(column: ColumnSpec, position: number): string {
  return String(column.name ?? position);
}
