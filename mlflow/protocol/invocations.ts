import type { ModelInput, Params } from "../flavor.ts";
import { InputError } from "../errors.ts";
import type { PlainInput } from "../plain_input.ts";
import type { Signature } from "../signature.ts";
import { ExactReadNeeded } from "./cast_error.ts";
import { readMediaType } from "./content_type.ts";
import { enforceTable, inferTable } from "./enforce_table.ts";
import { type InputPlan, planOf } from "./input_plan.ts";
import { type NumberDetail, readJson, readText } from "./read_json.ts";
import { recordsTable, splitTable, type Table } from "./table.ts";

/** A decoded request, checked against the signature. */
export interface Invocation {
  /** What to predict on. */
  readonly input: ModelInput | PlainInput;
  /** The parameters, with the defaults of those that were not given. */
  readonly params: Params;
  /** Whether the answer is `{"predictions": …}` and not the bare result. */
  readonly wrapped: boolean;
}

/**
 * Reads the body of a request to `/invocations`, as MLflow 2 and 3 do, and
 * enforces the signature.
 *
 * @param body The body.
 * @param contentType The `Content-Type` header; empty if there was none.
 * @param signature The model's signature, if it has one.
 * @returns The input and the parameters.
 * @throws {UnsupportedMediaTypeError} If the type of the body is not taken.
 * @throws {InputError} If the body cannot be read, or does not fit the signature.
 */
export function readInvocation(
  body: Uint8Array,
  contentType: string,
  signature: Signature | undefined,
): Invocation {
  readMediaType(contentType);
  const plan = planOf(signature);
  return readJsonTwice(body, plan, (value, detail) => {
    const fields = fieldsOf(value);
    return {
      input: readInput(fields, plan, detail),
      params: {},
      wrapped: true,
    };
  });
}

/**
 * Reads a JSON body the fast way, and exactly where the reading finds that the
 * fast way lost what decides.
 *
 * @param body The body.
 * @param plan What must be kept in any case.
 * @param read Makes the result of the value; `detail` says what was kept.
 * @returns The result.
 * @throws {InputError} If the body is no JSON.
 */
export function readJsonTwice<T>(
  body: Uint8Array,
  plan: InputPlan,
  read: (value: unknown, detail: NumberDetail) => T,
): T {
  const text = readText(body);
  try {
    return read(readJson(text, plan.detail), plan.detail);
  } catch (error) {
    if (!(error instanceof ExactReadNeeded)) throw error;
    return read(readJson(text, "kinds"), "kinds");
  }
}

const FORMATS = [
  "dataframe_split",
  "dataframe_records",
  "instances",
  "inputs",
] as const;
const ONE_FIELD =
  `Invalid input. The input must be a JSON dictionary with exactly one of the input fields {'dataframe_split', 'dataframe_records', 'instances', 'inputs'}.`;

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new InputError(
    Array.isArray(value)
      ? `${ONE_FIELD} Received a list.`
      : `${ONE_FIELD} Received unexpected input type '${pythonType(value)}'.`,
  );
}

function readInput(
  fields: Readonly<Record<string, unknown>>,
  plan: InputPlan,
  detail: NumberDetail,
): ModelInput | PlainInput {
  let format: typeof FORMATS[number] | undefined;
  for (const name of FORMATS) {
    if (!Object.hasOwn(fields, name)) continue;
    if (format !== undefined) throw wrongFields(fields);
    format = name;
  }
  switch (format) {
    case "dataframe_split":
      return readTable(splitTable(fields.dataframe_split), plan, detail);
    case "dataframe_records":
      return readTable(recordsTable(fields.dataframe_records), plan, detail);
    case "instances":
    case "inputs":
      throw new InputError(`Cannot read "${format}" yet`, {
        code: "NOT_IMPLEMENTED",
      });
    case undefined:
      throw wrongFields(fields);
  }
}

function wrongFields(fields: Readonly<Record<string, unknown>>): InputError {
  const names = Object.keys(fields).map((name) => `'${name}'`);
  return new InputError(
    `${ONE_FIELD} Received dictionary with input fields: [${
      names.join(", ")
    }].`,
  );
}

/**
 * Makes the model's input of a table.
 *
 * @param table The table.
 * @param plan The model's signature.
 * @param detail What was kept of the numbers.
 * @returns The frame.
 * @throws {InputError} If the table does not fit the signature.
 */
export function readTable(
  table: Table,
  plan: InputPlan,
  detail: NumberDetail,
): ModelInput {
  const { schema } = plan;
  if (schema === undefined) return inferTable(table);
  if (schema.kind === "columns") {
    return enforceTable(table, schema, {
      rules: "pandas",
      isExact: detail === "kinds",
    });
  }
  throw new InputError("Cannot read a table for a tensor signature yet", {
    code: "NOT_IMPLEMENTED",
  });
}

function pythonType(value: unknown): string {
  switch (typeof value) {
    case "string":
      return "<class 'str'>";
    case "boolean":
      return "<class 'bool'>";
    case "number":
    case "bigint":
      return "<class 'int'>";
    default:
      return value === null ? "<class 'NoneType'>" : "<class 'float'>";
  }
}
