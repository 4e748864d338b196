import { isRecord } from "../ground/is_record.ts";
import { type Column, DataFrame, inferColumn, Tensor } from "../frame/mod.ts";
import type { ModelInput, NamedTensors, Prediction } from "./flavor.ts";
import { PlainInput } from "./plain_input.ts";

/**
 * The table of a prediction, for a collector: what pandas makes of it, its
 * columns `0`, `1`, … where it has no names. What pandas has no table for is
 * recorded all the same: parts of more dimensions are nested lists in a cell.
 *
 * @param prediction What a model answered.
 * @returns The table.
 */
export function predictionFrame(prediction: Prediction): DataFrame {
  if (prediction instanceof DataFrame) return prediction;
  if (prediction instanceof Tensor) return tensorFrame(prediction);
  return isList(prediction) ? listFrame(prediction) : namedFrame(prediction);
}

/**
 * The table that a model was asked with, for a collector: a frame as it is,
 * arrays as {@linkcode predictionFrame} has them, anything else as one cell.
 *
 * @param input What the model predicts on.
 * @returns The table.
 */
export function inputFrame(input: ModelInput | PlainInput): DataFrame {
  if (input instanceof DataFrame) return input;
  if (input instanceof Tensor) return tensorFrame(input);
  return input instanceof PlainInput
    ? listFrame([input.value])
    : namedFrame(input);
}

function isList(prediction: Prediction): prediction is readonly unknown[] {
  return Array.isArray(prediction);
}

/** One column an array, if they have a row each; else one row of whole arrays. */
function namedFrame(tensors: NamedTensors): DataFrame {
  const names = Object.keys(tensors);
  const rows = tensors[names[0] ?? ""]?.shape[0];
  const isTable = names.every((name) => tensors[name]!.shape[0] === rows);
  const columns = names.map((name): Column => {
    const tensor = tensors[name]!;
    if (rows === undefined || !isTable) {
      return { dtype: "object", values: [tensor.toNested()] };
    }
    return tensor.shape.length === 1
      ? tensorColumn(tensor, 0, 1)
      : { dtype: "object", values: tensor.toNested() as unknown[] };
  });
  return new DataFrame(names, columns);
}

/** A column for each entry of the second dimension, or one of nested lists. */
function tensorFrame(tensor: Tensor): DataFrame {
  const [rows, width = 1] = tensor.shape;
  if (rows === undefined) return listFrame([tensor.toNested()]);
  if (tensor.shape.length > 2) return listFrame(tensor.toNested() as unknown[]);
  const names: string[] = [];
  const columns: Column[] = [];
  for (let i = 0; i < width; i++) {
    names.push(String(i));
    columns.push(tensorColumn(tensor, i, width));
  }
  return new DataFrame(names, columns, { length: rows });
}

/** Every `width`-th element from `offset` on. */
function tensorColumn(tensor: Tensor, offset: number, width: number): Column {
  const { dtype, data } = tensor;
  const length = data.length / width;
  switch (dtype) {
    case "float64":
      return { dtype, values: stride(new Float64Array(length), data, offset) };
    case "float32":
    case "float16": {
      const values = stride(new Float32Array(length), data, offset);
      return { dtype: "float32", values };
    }
    case "bool": {
      const values = stride(new Uint8Array(length), data, offset);
      return { dtype: "boolean", values };
    }
    case "int64": {
      const values = new BigInt64Array(length);
      for (let row = 0; row < length; row++) {
        values[row] = data[offset + row * width] as bigint;
      }
      return { dtype, values };
    }
    case "datetime64[ns]": {
      const values = new Float64Array(length);
      for (let row = 0; row < length; row++) {
        values[row] = Number(data[offset + row * width]) / 1e6;
      }
      return { dtype: "datetime", values };
    }
    default: {
      const cells = new Array<unknown>(length);
      for (let row = 0; row < length; row++) {
        cells[row] = data[offset + row * width];
      }
      return inferColumn(cells);
    }
  }
}

function stride<T extends Float64Array | Float32Array | Uint8Array>(
  values: T,
  data: Tensor["data"],
  offset: number,
): T {
  const width = values.length === 0 ? 1 : data.length / values.length;
  for (let row = 0; row < values.length; row++) {
    values[row] = data[offset + row * width] as number;
  }
  return values;
}

function listFrame(list: readonly unknown[]): DataFrame {
  const [first] = list;
  const isTable = Array.isArray(first) &&
    list.every((row) => Array.isArray(row) && row.length === first.length) &&
    first.every((cell) => !Array.isArray(cell));
  if (isTable) return DataFrame.fromSplit({ data: list as unknown[][] });
  if (isRecord(first) && list.every(isRecord)) {
    return DataFrame.fromRecords(list);
  }
  return new DataFrame(["0"], [inferColumn(list)]);
}
