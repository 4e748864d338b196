import { cellAt, DataFrame, Tensor } from "../../../frame/mod.ts";
import type { Bytes } from "../../artifact_store.ts";
import { InputError } from "../../errors.ts";
import type { Prediction } from "../../flavor.ts";
import { joinedJson } from "../json/joined_json.ts";
import { plainJson } from "../json/plain_json.ts";
import { writeBinary } from "./binary.ts";
import { elementOfTensor } from "./element.ts";
import type { InferRequest } from "./infer_request.ts";
import type { NamedTensor } from "./request_tensor.ts";

/** The answer to an inference request. */
export interface InferAnswer {
  readonly body: string | Bytes;
  /** The length of the JSON where bytes follow it, for `Inference-Header-Content-Length`. */
  readonly headerLength: number | undefined;
}

/** What the only output of a model without named outputs is called. */
const ONLY_OUTPUT = "output-1";

/**
 * Writes a prediction as the Open Inference Protocol has it.
 *
 * @param prediction What the model answered.
 * @param request What was asked for.
 * @param modelName The name of the model.
 * @returns The body, with its outputs as JSON, or as bytes where that was asked for.
 * @throws {InputError} If an output was asked for that the model does not have.
 */
export function writeInferAnswer(
  prediction: Prediction,
  request: InferRequest,
  modelName: string,
): InferAnswer {
  const outputs = chosen(outputsOf(prediction), request);
  const tails: Bytes[] = [];
  const texts = outputs.map(({ name, tensor, isBinary }) => {
    const element = elementOfTensor(tensor.dtype);
    const head = `{"name":${JSON.stringify(name)},"shape":[${
      tensor.shape.join(",")
    }],"datatype":"${element.datatype}"`;
    if (!isBinary) return `${head},"data":${dataJson(tensor)}}`;
    const bytes = writeBinary(tensor, element);
    tails.push(bytes);
    return `${head},"parameters":{"binary_data_size":${bytes.length}}}`;
  });
  const id = request.id === undefined
    ? ""
    : `"id":${JSON.stringify(request.id)},`;
  const json = `{"model_name":${
    JSON.stringify(modelName)
  },"model_version":"1",${id}"outputs":[${texts.join(",")}]}`;
  if (tails.length === 0) return { body: json, headerLength: undefined };
  const head = new TextEncoder().encode(json);
  const size = tails.reduce((sum, tail) => sum + tail.length, head.length);
  const body = new Uint8Array(size);
  body.set(head);
  let at = head.length;
  for (const tail of tails) {
    body.set(tail, at);
    at += tail.length;
  }
  return { body, headerLength: head.length };
}

interface ChosenOutput extends NamedTensor {
  readonly isBinary: boolean;
}

function chosen(
  outputs: readonly NamedTensor[],
  request: InferRequest,
): ChosenOutput[] {
  if (request.outputs === undefined) {
    return outputs.map((output) => ({ ...output, isBinary: request.isBinary }));
  }
  return [...request.outputs].map(([name, { isBinary }]) => {
    const output = outputs.find((output) => output.name === name);
    if (output !== undefined) {
      return { ...output, isBinary: isBinary || request.isBinary };
    }
    throw new InputError(
      `Cannot answer output "${name}": the model's outputs are ${
        outputs.map((output) => `"${output.name}"`).join(", ")
      }`,
    );
  });
}

function outputsOf(prediction: Prediction): NamedTensor[] {
  if (prediction instanceof Tensor) {
    return [{ name: ONLY_OUTPUT, tensor: prediction }];
  }
  if (prediction instanceof DataFrame) return frameOutputs(prediction);
  if (isList(prediction)) {
    const texts = prediction.map((value) => plainJson(value));
    const tensor = new Tensor("str", [texts.length], texts);
    return [{ name: ONLY_OUTPUT, tensor }];
  }
  return Object.entries(prediction).map(([name, tensor]) => ({ name, tensor }));
}

function isList(prediction: Prediction): prediction is readonly unknown[] {
  return Array.isArray(prediction);
}

/** One output a column, each of one column. */
function frameOutputs(frame: DataFrame): NamedTensor[] {
  const shape = [frame.length, 1];
  return frame.names.map((name, i) => {
    const column = frame.columns[i]!;
    switch (column.dtype) {
      case "boolean":
        return { name, tensor: new Tensor("bool", shape, column.values) };
      case "int32":
      case "int64":
      case "float32":
      case "float64":
        return { name, tensor: new Tensor(column.dtype, shape, column.values) };
      default: {
        const texts = Array.from({ length: frame.length }, (_, row) => {
          const cell = cellAt(column, row);
          if (cell instanceof Date) return cell.toISOString();
          return typeof cell === "string" ? cell : plainJson(cell);
        });
        return { name, tensor: new Tensor("str", shape, texts) };
      }
    }
  });
}

/** The elements as one flat list; what JSON cannot say is `null`. */
function dataJson(tensor: Tensor): string {
  const { data, dtype } = tensor;
  if (dtype === "bool") {
    return `[${Array.from(data as Uint8Array, (bit) => bit === 1).join(",")}]`;
  }
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return `[${data.join(",")}]`;
  }
  // A typed array's numbers are written as they are, without a list of them.
  return ArrayBuffer.isView(data)
    ? `[${numbersJson(data as Float64Array)}]`
    : JSON.stringify(Array.from(data as ArrayLike<unknown>, plainElement));
}

function numbersJson(numbers: ArrayLike<number>): string {
  return joinedJson(numbers.length, (i) => {
    const number = numbers[i]!;
    return Number.isFinite(number) ? String(number + 0) : "null";
  }, ",");
}

function plainElement(value: unknown): unknown {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value === "number" || typeof value === "string") return value;
  return value === null || value === undefined ? "" : plainJson(value);
}
