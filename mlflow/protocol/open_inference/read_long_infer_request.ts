import type { Signature } from "../../signature.ts";
import { readLongJson, type TablePlaces } from "../json/read_long_json.ts";
import type { TableBounds } from "../table_bounds.ts";
import {
  type InferRequest,
  inferRequestOf,
  splitInferBody,
} from "./infer_request.ts";

const TABLES: TablePlaces = {
  members: { inputs: { items: { members: { data: { isTable: true } } } } },
};

/**
 * Reads a long body of an inference request as {@linkcode readInferRequest}
 * does, but in turns with the event loop, and in less memory.
 *
 * @param body The JSON, and after it the bytes of the inputs that are sent as such.
 * @param headerLength The length of the JSON (`Inference-Header-Content-Length`); the whole body if absent.
 * @param signature The model's signature, if it has one.
 * @param options How large a table may be, and what ends the reading.
 * @returns The input, the parameters, and what was asked for.
 * @throws {InputError} If the body cannot be read, or does not fit the signature.
 * @throws {unknown} The signal's reason.
 */
export async function readLongInferRequest(
  body: Uint8Array,
  headerLength: string | null,
  signature: Signature | undefined,
  options: {
    readonly bounds?: TableBounds | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<InferRequest> {
  const [json, tail] = splitInferBody(body, headerLength);
  return await readLongJson(
    json,
    {
      detail: "integers",
      bounds: options.bounds,
      tables: TABLES,
      signal: options.signal,
    },
    (value) => inferRequestOf(value, tail, signature),
  );
}
