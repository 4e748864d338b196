import { DataFrame, Tensor, type TensorDType } from "../../../frame/mod.ts";
import type { TensorInfo } from "../../engine.ts";
import { InputError } from "../../errors.ts";
import type { ModelInput, NamedTensors } from "../../flavor.ts";
import { pythonText } from "../../protocol/json/python_text.ts";
import { columnTensor, frameTensor } from "./frame_tensor.ts";

/**
 * The tensors that a graph is given for an input, as MLflow makes them: a
 * frame is one matrix for a graph of one input, and a vector a column for a
 * graph of several; an array goes to the only input; named arrays go by name.
 * Doubles become single precision where the graph takes that, and int32 columns
 * of a frame, which is how frames hold small whole numbers, int64. Nothing else
 * is converted.
 *
 * @param input What to predict on.
 * @param infos The inputs of the graph.
 * @returns One tensor an input.
 * @throws {InputError} If an input is missing or unknown, or has another dtype or shape; `INTERNAL_ERROR` for one array where the graph has several inputs.
 */
export function feedsOf(
  input: ModelInput,
  infos: readonly TensorInfo[],
): NamedTensors {
  if (input instanceof DataFrame) return frameFeeds(input, infos);
  if (input instanceof Tensor) {
    return { [onlyInput(infos).name]: checked(input, onlyInput(infos)) };
  }
  return namedFeeds(input, infos);
}

function frameFeeds(
  frame: DataFrame,
  infos: readonly TensorInfo[],
): NamedTensors {
  const [first] = infos;
  if (first === undefined) return {};
  if (infos.length === 1) {
    return { [first.name]: checked(frameTensor(frame, first.dtype), first) };
  }
  const feeds: Record<string, Tensor> = {};
  for (const info of infos) {
    const column = frame.column(info.name);
    if (column === undefined) {
      throw new InputError(
        `Cannot run the model: the frame has no column "${info.name}", which is an input of the model`,
      );
    }
    feeds[info.name] = checked(columnTensor(column, info.dtype), info);
  }
  return feeds;
}

function onlyInput(infos: readonly TensorInfo[]): TensorInfo {
  const [first] = infos;
  if (first === undefined || infos.length > 1) {
    throw new InputError(
      `Cannot run the model on one array: it has ${infos.length} inputs, send named arrays or a frame with ${
        infos.map(({ name }) => `"${name}"`).join(", ")
      }`,
      { code: "INTERNAL_ERROR" },
    );
  }
  return first;
}

function namedFeeds(
  input: NamedTensors,
  infos: readonly TensorInfo[],
): NamedTensors {
  const feeds: Record<string, Tensor> = {};
  for (const info of infos) {
    if (!Object.hasOwn(input, info.name)) {
      throw new InputError(
        `Cannot run the model: its input "${info.name}" is missing`,
      );
    }
    feeds[info.name] = checked(input[info.name]!, info);
  }
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(feeds, name)) {
      throw new InputError(
        `Cannot run the model: it has no input ${
          JSON.stringify(name.slice(0, 100))
        }, its inputs are ${infos.map(({ name }) => `"${name}"`).join(", ")}`,
      );
    }
  }
  return feeds;
}

function checked(tensor: Tensor, info: TensorInfo): Tensor {
  checkShape(tensor, info);
  const { dtype, shape, data } = tensor;
  if (info.dtype === "str" && (dtype === "str" || dtype === "object")) {
    return new Tensor("str", shape, textsOf(data as readonly unknown[]));
  }
  if (dtype === info.dtype) return tensor;
  if (dtype === "float64" && info.dtype === "float32") {
    return new Tensor(
      "float32",
      shape,
      Float32Array.from(data as ArrayLike<number>),
    );
  }
  throw new InputError(
    `Cannot run the model: its input "${info.name}" takes ${
      said(info.dtype)
    } and was given ${said(dtype)}${adviceFor(dtype, info.dtype)}`,
  );
}

function textsOf(data: readonly unknown[]): readonly unknown[] {
  for (let i = 0; i < data.length; i++) {
    if (typeof data[i] !== "string") return data.map(pythonText);
  }
  return data;
}

function checkShape(tensor: Tensor, info: TensorInfo): void {
  const expected = info.shape;
  if (expected === undefined) return;
  const { shape } = tensor;
  let fits = shape.length === expected.length;
  for (let i = 0; fits && i < shape.length; i++) {
    fits = expected[i] === -1 || expected[i] === shape[i];
  }
  if (fits) return;
  throw new InputError(
    `Cannot run the model: its input "${info.name}" takes an array of shape (${
      expected.map((size) => size === -1 ? "any" : size).join(", ")
    }) and was given (${shape.join(", ")})`,
  );
}

function said(dtype: TensorDType): string {
  return dtype === "str" ? "text" : dtype;
}

function adviceFor(given: TensorDType, wanted: TensorDType): string {
  const isWhole = given.startsWith("int") || given.startsWith("uint");
  return isWhole && wanted.startsWith("float")
    ? "; write the numbers with a decimal point, or log the model with a signature"
    : "";
}
