import { isDict } from "./json/is_dict.ts";
import { InputError } from "../errors.ts";
import type { ModelInput } from "../flavor.ts";
import type { PlainInput } from "../plain_input.ts";
import type { Signature } from "../signature.ts";
import { LongList } from "./json/long_list.ts";
import { columnInput } from "./column_input.ts";
import { type InputPlan, planOf } from "./input_plan.ts";
import { readTable } from "./read_table.ts";
import { type Invocation, readParams } from "./invocations.ts";
import { plainArrays } from "./plain_arrays.ts";
import { type NumberDetail, readJsonTwice } from "./json/read_json.ts";
import { splitTable } from "./request_table.ts";
import type { TableBounds } from "./table_bounds.ts";
import { tensorInput } from "./tensor_input.ts";

/**
 * Reads the body of a request to `/score`, as Azure's no-code deployments of
 * MLflow models take it: `{"input_data": …}` with a split frame, an array or
 * named arrays, and optional `params`. The signature is enforced.
 *
 * @param body The body.
 * @param _contentType The `Content-Type` header; the body is read as JSON whatever it says.
 * @param signature The model's signature, if it has one.
 * @param options How large a table may be.
 * @returns The input and the parameters.
 * @throws {InputError} If the body cannot be read, or does not fit the signature; the message names the column.
 */
export function readAzureInput(
  body: Uint8Array,
  _contentType: string,
  signature: Signature | undefined,
  options: { readonly bounds?: TableBounds | undefined } = {},
): Invocation {
  const plan = planOf(signature, options.bounds);
  return readJsonTwice(
    body,
    plan,
    (value, detail) => readAzureFields(value, plan, detail),
  );
}

/**
 * Makes an invocation of a JSON body.
 *
 * @param value The body's value; lists may be {@linkcode LongList}s where tables stand.
 * @param plan The model's signature.
 * @param detail What was kept of the numbers.
 * @returns The input and the parameters.
 * @throws {InputError} If it does not fit the signature.
 */
export function readAzureFields(
  value: unknown,
  plan: InputPlan,
  detail: NumberDetail,
): Invocation {
  if (!isDict(value) || !Object.hasOwn(value, "input_data")) {
    throw new InputError(
      "A value is not provided for the 'input_data' parameter.",
    );
  }
  const input = readData(value.input_data, plan, detail);
  return { input, params: readParams(value, plan, { detail }), wrapped: false };
}

function readData(
  data: unknown,
  plan: InputPlan,
  detail: NumberDetail,
): ModelInput | PlainInput {
  const { schema, bounds } = plan;
  if (isSplit(data)) return readTable(splitTable(data, bounds), plan, detail);
  if (schema === undefined) return plainArrays(data);
  const isExact = detail === "kinds";
  if (schema.kind === "tensors") return tensorInput(data, { schema, isExact });
  if (isRows(data)) {
    // Rows without names are taken in the order of the signature.
    const columns = schema.columns.map((column, i) => column.name ?? i);
    return readTable(splitTable({ columns, data }, bounds), plan, detail);
  }
  return columnInput(data, { schema, isExact, decodesBase64: true, bounds });
}

function isSplit(data: unknown): boolean {
  return isDict(data) &&
    (Array.isArray(data.data) || data.data instanceof LongList) &&
    Object.keys(data).every((key) =>
      key === "data" || key === "columns" || key === "index"
    );
}

function isRows(data: unknown): boolean {
  if (data instanceof LongList) return data.shape.length > 1;
  return Array.isArray(data) && data.length > 0 && data.every(Array.isArray);
}
