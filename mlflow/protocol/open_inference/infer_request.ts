import { isDict } from "../json/is_dict.ts";
import { InputError } from "../../errors.ts";
import type { Signature } from "../../signature.ts";
import { planOf } from "../input_plan.ts";
import { type Invocation, readParams } from "../invocations.ts";
import { readJson, readJsonText } from "../json/read_json.ts";
import type { TableBounds } from "../table_bounds.ts";
import { modelInput } from "./model_input.ts";
import { type BinaryTail, readRequestTensor } from "./request_tensor.ts";

/** A decoded request to `/v2/models/{name}/infer`. */
export interface InferRequest extends Invocation {
  /** The client's id of the request, echoed. */
  readonly id: string | undefined;
  /** The outputs that were asked for by name; all if absent. */
  readonly outputs: ReadonlyMap<string, RequestedOutput> | undefined;
  /** Whether an output that was not asked for by name is sent as bytes. */
  readonly isBinary: boolean;
}

/** An output that was asked for. */
export interface RequestedOutput {
  /** Whether it is sent as bytes after the JSON. */
  readonly isBinary: boolean;
}

const MAX_INPUTS = 100_000;
/** Parameters of a request that are the protocol's own. */
const OWN_PARAMETERS: ReadonlySet<string> = new Set([
  "binary_data_output",
  "content_type",
  "headers",
]);

/**
 * Reads the body of an inference request of the Open Inference Protocol, with
 * its binary tensor extension, and enforces the signature.
 *
 * @param body The JSON, and after it the bytes of the inputs that are sent as such.
 * @param headerLength The length of the JSON (`Inference-Header-Content-Length`); the whole body if absent.
 * @param signature The model's signature, if it has one.
 * @param options How large a table may be.
 * @returns The input, the parameters, and what was asked for.
 * @throws {InputError} If the body cannot be read, or does not fit the signature.
 */
export function readInferRequest(
  body: Uint8Array,
  headerLength: string | null,
  signature: Signature | undefined,
  options: { readonly bounds?: TableBounds | undefined } = {},
): InferRequest {
  const [json, tail] = splitInferBody(body, headerLength);
  const value = readJson(readJsonText(json, options.bounds), "integers");
  return inferRequestOf(value, tail, signature);
}

/**
 * The two parts of a body: its JSON, and the bytes that follow.
 *
 * @param body The body.
 * @param headerLength The length of the JSON, as {@linkcode readInferRequest} takes it.
 * @returns The parts.
 * @throws {InputError} If the length cannot be right.
 */
export function splitInferBody(
  body: Uint8Array,
  headerLength: string | null,
): readonly [json: Uint8Array, tail: Uint8Array] {
  const length = lengthOfJson(body, headerLength);
  return [body.subarray(0, length), body.subarray(length)];
}

/**
 * Makes an inference request of a body that was read.
 *
 * @param value The value of its JSON; the `data` of an input may be a {@linkcode LongList}.
 * @param bytes The bytes after it.
 * @param signature The model's signature, if it has one.
 * @returns The input, the parameters, and what was asked for.
 * @throws {InputError} If it is no such request, or does not fit the signature.
 */
export function inferRequestOf(
  value: unknown,
  bytes: Uint8Array,
  signature: Signature | undefined,
): InferRequest {
  if (!isDict(value) || !Array.isArray(value.inputs)) {
    throw new InputError(
      `Cannot read the body: expected an object with a list "inputs"`,
    );
  }
  if (value.inputs.length > MAX_INPUTS) {
    throw new InputError(
      `Cannot read "inputs": there are more than ${MAX_INPUTS} of them`,
    );
  }
  const tail = new Tail(bytes);
  const tensors = value.inputs.map((input) => readRequestTensor(input, tail));
  if (!tail.isEmpty) {
    throw new InputError(
      "Cannot read the body: bytes follow its JSON that no input claims with its binary_data_size",
    );
  }
  const plan = planOf(signature);
  const parameters = isDict(value.parameters) ? value.parameters : {};
  const params = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !OWN_PARAMETERS.has(name)),
  );
  return {
    input: modelInput(tensors, plan.schema),
    params: readParams({ params }, plan, { detail: "kinds" }),
    wrapped: false,
    id: typeof value.id === "string" ? value.id : undefined,
    outputs: requestedOutputs(value.outputs),
    isBinary: parameters.binary_data_output === true,
  };
}

class Tail implements BinaryTail {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isEmpty(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(count: number): Uint8Array | undefined {
    if (count > this.#bytes.length - this.#at) return undefined;
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}

function lengthOfJson(body: Uint8Array, header: string | null): number {
  if (header === null) return body.length;
  const length = Number(header);
  if (header.trim() !== "" && Number.isSafeInteger(length) && length >= 0) {
    if (length <= body.length) return length;
  }
  throw new InputError(
    `Cannot read the body: Inference-Header-Content-Length must be the length of its JSON, from 0 to ${body.length}`,
  );
}

function requestedOutputs(
  value: unknown,
): ReadonlyMap<string, RequestedOutput> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length > MAX_INPUTS) {
    throw new InputError(`Cannot read "outputs": expected a list of objects`);
  }
  if (value.length === 0) return undefined;
  return new Map(value.map((output) => {
    if (!isDict(output) || typeof output.name !== "string") {
      throw new InputError(
        `Cannot read "outputs": expected objects with a "name"`,
      );
    }
    const parameters = isDict(output.parameters) ? output.parameters : {};
    if (parameters.classification !== undefined) {
      throw new InputError(
        `Cannot answer output "${output.name}" by classification: that extension is not served`,
      );
    }
    return [output.name, { isBinary: parameters.binary_data === true }];
  }));
}
