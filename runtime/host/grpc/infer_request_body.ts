import type { Bytes } from "../../../frame/bytes.ts";
import { joinChunks } from "../../../ground/join_chunks.ts";
import { ScoringError } from "../../errors.ts";
import {
  bigintOf,
  type InferParameter,
  type InferParameters,
  type ModelInferRequest,
} from "./inference_messages.ts";
import { contentsBytes } from "./listed_contents.ts";

/** A request as the protocol has it over HTTP: its JSON, and the bytes of its inputs after it. */
export interface InferRequestBody {
  /** The JSON and the bytes. */
  readonly body: Bytes;
  /** The length of the JSON, for `Inference-Header-Content-Length`. */
  readonly headerLength: number;
}

/** Integers that JSON's readers take as they are. */
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * A request that came by gRPC as it would have come over HTTP; its bytes stay
 * bytes. The answer is asked for as bytes too.
 *
 * @param request The message.
 * @returns The body.
 * @throws {ScoringError} If its inputs and their bytes are not as many.
 */
export function inferRequestBody(request: ModelInferRequest): InferRequestBody {
  const { inputs, outputs, rawInputContents: raw } = request;
  if (raw.length > 0 && raw.length !== inputs.length) {
    throw new ScoringError(
      "bad-input",
      `Cannot read the inputs: expected the bytes of ${inputs.length} in raw_input_contents, found those of ${raw.length}`,
    );
  }
  const tails: Uint8Array[] = [];
  const described = inputs.map(({ name, datatype, shape, ...input }, i) => {
    const bytes = raw[i] ?? contentsBytes(input.contents ?? {}, datatype);
    if (bytes === undefined) {
      throw new ScoringError(
        "bad-input",
        `Cannot read input "${name}": elements of the datatype ${
          JSON.stringify(datatype)
        } come in raw_input_contents`,
      );
    }
    tails.push(bytes);
    return {
      name,
      datatype,
      shape: shape.map((length) => Number(bigintOf(length))),
      parameters: {
        ...plain(input.parameters),
        "binary_data_size": bytes.length,
      },
    };
  });
  const head = new TextEncoder().encode(JSON.stringify({
    ...(request.id === "" ? {} : { id: request.id }),
    parameters: { ...plain(request.parameters), "binary_data_output": true },
    inputs: described,
    ...(outputs.length === 0 ? {} : {
      outputs: outputs.map(({ name, parameters }) => ({
        name,
        parameters: { ...plain(parameters), "binary_data": true },
      })),
    }),
  }));
  const length = tails.reduce((sum, tail) => sum + tail.length, head.length);
  return {
    body: joinChunks([head, ...tails], length),
    headerLength: head.length,
  };
}

function plain(parameters: InferParameters = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, valueOf(value)]),
  );
}

function valueOf(parameter: InferParameter): unknown {
  const { int64Param, uint64Param } = parameter;
  const integer = int64Param ?? uint64Param;
  if (
    Object.hasOwn(parameter, "int64Param") ||
    Object.hasOwn(parameter, "uint64Param")
  ) {
    const value = bigintOf(integer!);
    // A larger one would lose its last digits.
    return value <= MAX_SAFE && value >= -MAX_SAFE
      ? Number(value)
      : String(value);
  }
  for (const name of ["boolParam", "stringParam", "doubleParam"] as const) {
    if (Object.hasOwn(parameter, name)) return parameter[name];
  }
  return null;
}
