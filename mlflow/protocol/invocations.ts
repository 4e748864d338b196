import { isDict } from "./json/is_dict.ts";
import type { DataFrame } from "../../frame/mod.ts";
import type { ModelInput, Params } from "../flavor.ts";
import { InputError } from "../errors.ts";
import type { PlainInput } from "../plain_input.ts";
import type { Schema, Signature } from "../signature.ts";
import { columnInput } from "./column_input.ts";
import { columnInstances } from "./column_instances.ts";
import { readMediaType } from "./media_type.ts";
import { readCsv } from "./csv/read_csv.ts";
import { enforceFrame } from "./enforce_frame.ts";
import { pythonTypeName } from "./enforce_value.ts";
import { type InputPlan, planOf } from "./input_plan.ts";
import { readTable } from "./read_table.ts";
import { LongList } from "./json/long_list.ts";
import { groupInstances, requireInstances } from "./instances.ts";
import { enforceParams } from "./params.ts";
import { plainArrays, plainInstances } from "./plain_arrays.ts";
import {
  type NumberDetail,
  readExactly,
  readJsonTwice,
  readText,
} from "./json/read_json.ts";
import { recordsTable, splitTable } from "./request_table.ts";
import { requireCsvBounds, type TableBounds } from "./table_bounds.ts";
import { tensorInput, tensorInstances } from "./tensor_input.ts";
import { isUnified, splitUnified, unifiedInput } from "./unified_input.ts";

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
 * How closely MLflow is followed: `strict` is MLflow with its quirks, `better`
 * also reads datetimes in CSV, and takes binary values under `inputs` as base64
 * as elsewhere.
 *
 * Both repeat no value of a request in a message, and take two kinds of values
 * that fit the signature and that MLflow refuses because it checks them twice:
 * lists of `float`, and datetimes in lists, maps and objects.
 */
export type Compatibility = "strict" | "better";

/** Choices of reading a request. */
export interface InvocationOptions {
  /** Default `strict`. */
  readonly compatibility?: Compatibility;
  /** How large a table may be. */
  readonly bounds?: TableBounds | undefined;
}

/**
 * Reads the body of a request to `/invocations`, as MLflow 2 and 3 do, and
 * enforces the signature. Parquet, which cannot be read at once, is for
 * {@linkcode readParquetInvocation}.
 *
 * @param body The body: JSON or CSV.
 * @param contentType The `Content-Type` header; empty if there was none.
 * @param signature The model's signature, if it has one.
 * @param options How closely MLflow is followed, and how large a table may be.
 * @returns The input and the parameters.
 * @throws {UnsupportedMediaTypeError} If the type of the body is not taken.
 * @throws {InputError} If the body cannot be read, or does not fit the signature.
 */
export function readInvocation(
  body: Uint8Array,
  contentType: string,
  signature: Signature | undefined,
  options: InvocationOptions = {},
): Invocation {
  const isBetter = options.compatibility === "better";
  const plan = planOf(signature, options.bounds);
  const { schema, bounds } = plan;
  switch (readMediaType(contentType)) {
    case "application/json":
      return readJsonTwice(
        body,
        plan,
        (value, detail) => readFields(value, plan, { detail, isBetter }),
      );
    case "text/csv": {
      requireCsvBounds(body, bounds);
      const frame = readCsv(readText(body), schema, {
        readsDatetimes: isBetter,
        bounds,
      });
      return csvInvocation(frame, plan);
    }
    case "application/vnd.apache.parquet":
      throw new InputError(
        "Cannot read Parquet here: read it with readParquetInvocation",
        { code: "NOT_IMPLEMENTED" },
      );
  }
}

/**
 * Makes an invocation of a table that was read from CSV.
 *
 * @param frame The table.
 * @param plan The model's signature.
 * @returns The input, and the parameters by default.
 * @throws {InputError} If it does not fit the signature.
 */
export function csvInvocation(frame: DataFrame, plan: InputPlan): Invocation {
  const { schema } = plan;
  return {
    input: schema === undefined ? frame : enforceFrame(frame, schema),
    params: enforceParams(undefined, plan.params),
    wrapped: true,
  };
}

/** How a body was read. */
export interface Reading {
  /** What was kept of the numbers. */
  readonly detail: NumberDetail;
  /** Whether MLflow is followed less closely. */
  readonly isBetter: boolean;
}

/**
 * Makes an invocation of a JSON body.
 *
 * @param value The body's value; lists may be {@linkcode LongList}s where tables stand.
 * @param plan The model's signature.
 * @param reading How the body was read.
 * @returns The input and the parameters.
 * @throws {InputError} If it does not fit the signature.
 */
export function readFields(
  value: unknown,
  plan: InputPlan,
  reading: Reading,
): Invocation {
  if (!isDict(value)) throw noFields(value);
  if (isUnified(value)) {
    readExactly(reading.detail);
    const { data, params } = splitUnified(value, plan.params);
    return {
      input: unifiedInput(data, plan.schema, plan.bounds),
      params: enforceParams(params, plan.params),
      wrapped: false,
    };
  }
  const input = readInput(value, plan, reading);
  return { input, params: readParams(value, plan, reading), wrapped: true };
}

/**
 * The parameters of a body, under the key `params`.
 *
 * @param fields The body.
 * @param plan The model's signature.
 * @param reading How the body was read.
 * @returns The parameters, with defaults.
 * @throws {InputError} If one does not fit the signature.
 */
export function readParams(
  fields: Readonly<Record<string, unknown>>,
  plan: InputPlan,
  reading: { readonly detail: NumberDetail },
): Params {
  if (plan.params === undefined) return NO_PARAMS;
  const given = Object.hasOwn(fields, "params") ? fields.params : undefined;
  // Whether a number is an integer decides whether a parameter takes it.
  if (given !== undefined && given !== null) readExactly(reading.detail);
  return enforceParams(given, plan.params);
}

const NO_PARAMS: Params = Object.freeze({});

const FORMATS = [
  "dataframe_split",
  "dataframe_records",
  "instances",
  "inputs",
] as const;
const ONE_FIELD =
  `The input must be a JSON dictionary with exactly one of the input fields {'dataframe_split', 'dataframe_records', 'instances', 'inputs'}.`;

function noFields(value: unknown): InputError {
  return new InputError(
    `Invalid input. ${ONE_FIELD} Received ${
      Array.isArray(value)
        ? "a list"
        : `unexpected input type '<class '${pythonTypeName(value)}'>`
    }.`,
  );
}

function readInput(
  fields: Readonly<Record<string, unknown>>,
  plan: InputPlan,
  reading: Reading,
): ModelInput | PlainInput {
  let format: typeof FORMATS[number] | undefined;
  for (const name of FORMATS) {
    if (!Object.hasOwn(fields, name)) continue;
    if (format !== undefined) throw wrongFields(fields);
    format = name;
  }
  const { detail } = reading;
  switch (format) {
    case "dataframe_split":
      return readTable(
        splitTable(fields.dataframe_split, plan.bounds),
        plan,
        detail,
      );
    case "dataframe_records":
      return readTable(
        recordsTable(fields.dataframe_records, plan.bounds),
        plan,
        detail,
      );
    case "instances":
      return readInstances(fields.instances, plan, reading);
    case "inputs":
      return readArrays(fields.inputs, plan, reading);
    case undefined:
      throw wrongFields(fields);
  }
}

function wrongFields(fields: Readonly<Record<string, unknown>>): InputError {
  const names = Object.keys(fields).map((name) => `'${name}'`);
  return new InputError(
    `${ONE_FIELD} Received dictionary with input fields: [${
      names.join(", ")
    }]. Send it as one of these fields`,
  );
}

function readArrays(
  value: unknown,
  plan: InputPlan,
  reading: Reading,
): ModelInput | PlainInput {
  const { schema } = plan;
  if (schema === undefined) return plainArrays(value);
  const isExact = reading.detail === "kinds";
  return schema.kind === "tensors"
    ? tensorInput(value, { schema, isExact })
    : columnInput(value, {
      schema,
      isExact,
      decodesBase64: reading.isBetter,
      bounds: plan.bounds,
    });
}

function readInstances(
  value: unknown,
  plan: InputPlan,
  reading: Reading,
): ModelInput | PlainInput {
  const instances = Array.isArray(value) || value instanceof LongList
    ? groupInstances(value)
    : undefined;
  const { schema } = plan;
  if (instances === undefined) {
    if (isDict(value)) requireInstances(instanceColumns(value, schema));
    return readArrays(value, plan, reading);
  }
  if (schema === undefined) return plainInstances(instances);
  const isExact = reading.detail === "kinds";
  return schema.kind === "tensors"
    ? tensorInstances(instances, { schema, isExact })
    : columnInstances(instances, {
      schema,
      isExact,
      decodesBase64: reading.isBetter,
      bounds: plan.bounds,
    });
}

/** The columns of which there must be equally many values. */
function instanceColumns(
  value: Readonly<Record<string, unknown>>,
  schema: Schema | undefined,
): Readonly<Record<string, unknown>> {
  if (schema?.kind === "tensors" && schema.tensors[0]?.name !== undefined) {
    const names = new Set(schema.tensors.map(({ name }) => name));
    return Object.fromEntries(
      Object.entries(value).filter(([name]) => names.has(name)),
    );
  }
  if (schema?.kind !== "columns") return value;
  const names = new Set(
    schema.columns
      .filter((spec) => spec.required && spec.type.kind === "scalar")
      .map(({ name }) => name),
  );
  return Object.fromEntries(
    Object.entries(value).filter(([name, column]) =>
      names.has(name) && Array.isArray(column)
    ),
  );
}
