import { type Column, DataFrame, Tensor } from "../../frame/mod.ts";
import type { InputError } from "../errors.ts";
import type { Prediction } from "../flavor.ts";
import type { Compatibility } from "./invocations.ts";
import {
  isoText,
  type JsonStyle,
  jsonText,
  plainJson,
  tensorJson,
} from "./json/plain_json.ts";
import { jsonFloatText, pythonFloatText } from "./json/python_float.ts";

/**
 * Writes the answer to a request to `/invocations`, with the text that MLflow
 * writes: Python's numbers, separators and escapes, and bare `NaN`s.
 *
 * @param prediction What the model answered.
 * @param options Whether it goes under the key `predictions`, and how closely MLflow is followed (default `strict`; `better` writes null for NaN).
 * @returns The JSON text.
 * @throws {InputError} `INTERNAL_ERROR`, if the prediction has no JSON.
 */
export function writeInvocationAnswer(
  prediction: Prediction,
  options: {
    readonly wrapped: boolean;
    readonly compatibility?: Compatibility;
  },
): string {
  const style = options.compatibility === "better" ? BETTER : STRICT;
  const text = predictionJson(prediction, style);
  return options.wrapped ? `{"predictions": ${text}}` : text;
}

/**
 * Writes the answer to a request to `/score`: the bare result.
 *
 * @param prediction What the model answered.
 * @returns The JSON text.
 * @throws {InputError} `INTERNAL_ERROR`, if the prediction has no JSON.
 */
export function writeAzureAnswer(prediction: Prediction): string {
  return predictionJson(prediction, STRICT);
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

/** Numbers as Python writes them, `NaN` bare. */
export const STRICT: JsonStyle = { floatText: pythonFloatText };
/** Valid JSON: what is not a number is null. */
export const BETTER: JsonStyle = { floatText: jsonFloatText };

function predictionJson(prediction: Prediction, style: JsonStyle): string {
  if (prediction instanceof Tensor) return tensorJson(prediction, style);
  if (prediction instanceof DataFrame) return frameJson(prediction, style);
  return plainJson(prediction, style);
}

function frameJson(frame: DataFrame, style: JsonStyle): string {
  const { columns, length } = frame;
  const keys = frame.names.map((name, i) =>
    `${i === 0 ? "{" : ", "}${jsonText(name)}: `
  );
  let text = "[";
  for (let row = 0; row < length; row++) {
    if (row > 0) text += ", ";
    if (columns.length === 0) text += "{";
    for (let i = 0; i < columns.length; i++) {
      text += keys[i]! + cellJson(columns[i]!, row, style);
    }
    text += "}";
  }
  return `${text}]`;
}

function cellJson(column: Column, row: number, style: JsonStyle): string {
  switch (column.dtype) {
    case "float64":
    case "float32":
      return style.floatText(column.values[row]!);
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
      return plainJson(column.values[row] ?? null, style);
  }
}
