import type {
  InferTensorMessage,
  ModelInferResponse,
} from "./inference_messages.ts";
import { listedContents } from "./listed_contents.ts";

/** An answer's JSON, as the protocol has it over HTTP. */
interface AnswerHead {
  readonly "model_name": string;
  readonly "model_version": string;
  readonly id?: string;
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
    readonly parameters: { readonly "binary_data_size": number };
  }[];
}

/**
 * The message for an answer of the protocol over HTTP.
 *
 * @param body The JSON, and after it the bytes of the outputs.
 * @param headerLength The length of the JSON.
 * @param isRaw Whether the outputs are sent as bytes, as a client does that sent its inputs so; else they are listed.
 * @returns The message.
 */
export function inferResponse(
  body: Uint8Array,
  headerLength: number,
  isRaw: boolean,
): ModelInferResponse {
  const head = JSON.parse(
    new TextDecoder().decode(body.subarray(0, headerLength)),
  ) as AnswerHead;
  const raw: Uint8Array[] = [];
  let at = headerLength;
  const outputs = head.outputs.map(({ name, datatype, shape, parameters }) => {
    const end = at + parameters.binary_data_size;
    raw.push(body.subarray(at, end));
    at = end;
    return { name, datatype, shape };
  });
  const listed = isRaw ? undefined : listedOutputs(outputs, raw);
  return {
    modelName: head.model_name,
    modelVersion: head.model_version,
    ...(head.id === undefined ? {} : { id: head.id }),
    outputs: listed ?? outputs,
    rawOutputContents: listed === undefined ? raw : [],
  };
}

/** The outputs with their elements; nothing where those of one cannot be listed, as all are sent in one way. */
function listedOutputs(
  outputs: readonly InferTensorMessage[],
  raw: readonly Uint8Array[],
): InferTensorMessage[] | undefined {
  const listed: InferTensorMessage[] = [];
  for (const [i, output] of outputs.entries()) {
    const contents = listedContents(raw[i]!, output.datatype);
    if (contents === undefined) return undefined;
    listed.push({ ...output, contents });
  }
  return listed;
}
