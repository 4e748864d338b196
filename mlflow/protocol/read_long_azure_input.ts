import type { Signature } from "../signature.ts";
import { readAzureFields } from "./azure.ts";
import { planOf } from "./input_plan.ts";
import type { Invocation } from "./invocations.ts";
import { readLongJson, type TablePlaces } from "./json/read_long_json.ts";
import type { TableBounds } from "./table_bounds.ts";

const TABLES: TablePlaces = {
  members: {
    "input_data": { isTable: true, members: { data: { isTable: true } } },
  },
};

/**
 * Reads a long body of a request to `/score` as {@linkcode readAzureInput} does,
 * but in turns with the event loop, and in less memory: tables are read straight
 * into columns.
 *
 * @param body The body, JSON.
 * @param signature The model's signature, if it has one.
 * @param options How large a table may be, and what ends the reading.
 * @returns The input and the parameters.
 * @throws {InputError} If the body cannot be read, or does not fit the signature; the message names the column.
 * @throws {unknown} The signal's reason.
 */
export async function readLongAzureInput(
  body: Uint8Array,
  signature: Signature | undefined,
  options: {
    readonly bounds?: TableBounds | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<Invocation> {
  const plan = planOf(signature, options.bounds);
  return await readLongJson(
    body,
    { ...plan, tables: TABLES, signal: options.signal },
    (value, detail) => readAzureFields(value, plan, detail),
  );
}
