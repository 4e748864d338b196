import { InputError } from "../errors.ts";
import type { Signature } from "../signature.ts";
import { planOf } from "./input_plan.ts";
import { type Invocation, readJsonTwice, readTable } from "./invocations.ts";
import { splitTable } from "./table.ts";

/**
 * Reads the body of a request to `/score`, as Azure's no-code deployments of
 * MLflow models take it: `{"input_data": …}` with a split frame, an array or
 * named arrays, and optional `params`. The signature is enforced.
 *
 * @param body The body.
 * @param contentType The `Content-Type` header.
 * @param signature The model's signature, if it has one.
 * @returns The input and the parameters.
 * @throws {InputError} If the body cannot be read, or does not fit the signature; the message names the column.
 */
export function readAzureInput(
  body: Uint8Array,
  _contentType: string,
  signature: Signature | undefined,
): Invocation {
  const plan = planOf(signature);
  return readJsonTwice(body, plan, (value, detail) => {
    const fields = isRecord(value) ? value : {};
    if (!Object.hasOwn(fields, "input_data")) {
      throw new InputError(
        "A value is not provided for the 'input_data' parameter.",
      );
    }
    const data = fields.input_data;
    if (isRecord(data) && Array.isArray(data.data)) {
      const input = readTable(splitTable(data), plan, detail);
      return { input, params: {}, wrapped: false };
    }
    throw new InputError(`Cannot read "input_data" yet`, {
      code: "NOT_IMPLEMENTED",
    });
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
