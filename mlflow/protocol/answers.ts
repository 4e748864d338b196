import { type Column, DataFrame, Tensor } from "../../frame/mod.ts";
import type { InputError } from "../errors.ts";
import type { Prediction } from "../flavor.ts";
import { isoText, jsonText, plainJson, tensorJson } from "./json/plain_json.ts";
import { joinedJson } from "./json/joined_json.ts";
import { jsonFloatText } from "./json/python_float.ts";

/**
 * Writes the answer to a request to `/invocations`, with the text that MLflow
 * writes: Python's numbers, separators and escapes. Only `NaN` and `Infinity`,
 * which MLflow writes bare and which no JSON has, are null.
 *
 * @param prediction What the model answered.
 * @param options Whether it goes under the key `predictions`.
 * @returns The JSON text.
 * @throws {InputError} `INTERNAL_ERROR`, if the prediction has no JSON.
 */
export function writeInvocationAnswer(
  prediction: Prediction,
  options: { readonly wrapped: boolean },
): string {
  const text = predictionJson(prediction);
  return options.wrapped ? `{"predictions": ${text}}` : text;
}

/**
 * Writes the answer to a request to `/score`: the bare result, with the text of
 * {@linkcode writeInvocationAnswer}.
 *
 * @param prediction What the model answered.
 * @returns The JSON text.
 * @throws {InputError} `INTERNAL_ERROR`, if the prediction has no JSON.
 */
export function writeAzureAnswer(prediction: Prediction): string {
  return predictionJson(prediction);
}

/**
 * Writes the body of what MLflow answers when an input is refused.
 *
 * @param error Why.
 * @returns The JSON text.
 */
export function writeErrorAnswer(error: InputError): string {
  const { sqlstate, errorClass } = classOf(error);
  return `{"error_code": ${jsonText(error.code)}, "message": ${
    jsonText(error.message)
  }, "sqlstate": "${sqlstate}", "error_class": "${errorClass}"}`;
}

function classOf(
  error: InputError,
): { readonly sqlstate: string; readonly errorClass: string } {
  if (error.isSchemaMismatch) {
    return { sqlstate: "KAM01", errorClass: "SCHEMA_ENFORCEMENT_FAILED" };
  }
  return error.code === "INTERNAL_ERROR" || error.code === "NOT_IMPLEMENTED"
    ? { sqlstate: "XXM00", errorClass: "CLIENT_INTERNAL_ERROR" }
    : { sqlstate: "KAM00", errorClass: "INVALID_PARAMETER_VALUE" };
}

function predictionJson(prediction: Prediction): string {
  if (prediction instanceof Tensor) return tensorJson(prediction);
  if (prediction instanceof DataFrame) return frameJson(prediction);
  return plainJson(prediction);
}

function frameJson(frame: DataFrame): string {
  const { columns, length } = frame;
  const keys = frame.names.map((name, i) =>
    `${i === 0 ? "{" : ", "}${jsonText(name)}: `
  );
  const text = joinedJson(length, (row) => {
    let record = columns.length === 0 ? "{" : "";
    for (let i = 0; i < columns.length; i++) {
      record += keys[i]! + cellJson(columns[i]!, row);
    }
    return `${record}}`;
  });
  return `[${text}]`;
}

function cellJson(column: Column, row: number): string {
  switch (column.dtype) {
    case "float64":
    case "float32":
      return jsonFloatText(column.values[row]!);
    case "int32":
    case "int64":
      return column.missing?.[row] ? "null" : String(column.values[row]);
    case "boolean":
      if (column.missing?.[row]) return "null";
      return column.values[row] === 1 ? "true" : "false";
    case "datetime":
      return `"${isoText(column.values[row]!)}"`;
    case "string":
    case "object":
      return plainJson(column.values[row] ?? null);
  }
}
