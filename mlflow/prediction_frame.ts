import { type Column, DataFrame, inferColumn, Tensor } from "../frame/mod.ts";
import type { ModelInput, Prediction } from "./flavor.ts";
import type { PlainInput } from "./plain_input.ts";

/**
 * The table that pandas makes of a prediction: what a collector records of it.
 *
 * @param prediction What a model answered.
 * @returns The table, its columns `0`, `1`, … where the prediction has no names; `undefined` where pandas cannot make one.
 */
export function predictionFrame(prediction: Prediction): DataFrame | undefined {
  if (prediction instanceof DataFrame) return prediction;
  if (prediction instanceof Tensor) return tensorFrame(prediction);
  if (isList(prediction)) return listFrame(prediction);
  const columns: Column[] = [];
  for (const tensor of Object.values(prediction)) {
    const column = tensorFrame(tensor);
    if (tensor.shape.length !== 1 || column === undefined) return undefined;
    columns.push(column.columns[0]!);
  }
  return frameOf(Object.keys(prediction), columns);
}

/**
 * The table that a model was asked with, for a collector. Arrays are not
 * recorded: the format has no place for them.
 *
 * @param input What the model predicts on.
 * @returns The table, or `undefined` if the input is none.
 */
export function inputFrame(
  input: ModelInput | PlainInput,
): DataFrame | undefined {
  return input instanceof DataFrame ? input : undefined;
}

function isList(prediction: Prediction): prediction is readonly unknown[] {
  return Array.isArray(prediction);
}

/** A tensor of one or two dimensions as columns. */
function tensorFrame(tensor: Tensor): DataFrame | undefined {
  const [rows, width = 1] = tensor.shape;
  if (rows === undefined || tensor.shape.length > 2) return undefined;
  const columns = Array.from(
    { length: width },
    (_, i) => tensorColumn(tensor, i, width),
  );
  return frameOf(columns.map((_, i) => String(i)), columns);
}

function tensorColumn(tensor: Tensor, offset: number, width: number): Column {
  const { dtype, data } = tensor;
  const length = width === 0 ? 0 : data.length / width;
  const at = (row: number): unknown => data[row * width + offset];
  switch (dtype) {
    case "float64":
      return {
        dtype,
        values: Float64Array.from({ length }, (_, row) => Number(at(row))),
      };
    case "float32":
    case "float16":
      return {
        dtype: "float32",
        values: Float32Array.from({ length }, (_, row) => Number(at(row))),
      };
    case "bool":
      return {
        dtype: "boolean",
        values: Uint8Array.from({ length }, (_, row) => Number(at(row))),
      };
    case "int64":
      return {
        dtype,
        values: BigInt64Array.from(
          { length },
          (_, row) => BigInt(String(at(row))),
        ),
      };
    case "datetime64[ns]":
      return {
        dtype: "datetime",
        values: Float64Array.from(
          { length },
          (_, row) => Number(at(row)) / 1e6,
        ),
      };
    default:
      return inferColumn(Array.from({ length }, (_, row) => at(row)));
  }
}

function listFrame(list: readonly unknown[]): DataFrame | undefined {
  const first = list[0];
  if (Array.isArray(first)) {
    if (
      !list.every((row) => Array.isArray(row) && row.length === first.length)
    ) {
      return undefined;
    }
    return DataFrame.fromSplit({ data: list as readonly unknown[][] });
  }
  if (isRecord(first)) {
    return list.every(isRecord) ? DataFrame.fromRecords(list) : undefined;
  }
  return frameOf(["0"], [inferColumn(list)]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function frameOf(
  names: readonly string[],
  columns: readonly Column[],
): DataFrame | undefined {
  const length = columns[0]?.values.length ?? 0;
  return columns.every((column) => column.values.length === length)
    ? new DataFrame(names, columns)
    : undefined;
}
