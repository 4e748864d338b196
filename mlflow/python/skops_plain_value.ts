import { ModelError } from "../errors.ts";
import type { PythonValue } from "./python_object.ts";

/**
 * A number, text, truth value or `None` that skops keeps as a JSON text.
 *
 * @param text The text, as Python's `json` writes it: with NaN and Infinity.
 * @param location Where the file is, for messages.
 * @returns The value.
 * @throws {ModelError} If it is not JSON, or something else.
 */
export function skopsPlainValue(text: string, location: string): PythonValue {
  if (text === "NaN") return NaN;
  if (text === "Infinity") return Infinity;
  if (text === "-Infinity") return -Infinity;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ModelError(`Cannot read ${location}: a plain value is not JSON`);
  }
  if (/^-?\d{16,400}$/.test(text)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  }
  if (
    value === null || typeof value === "boolean" ||
    typeof value === "number" || typeof value === "string"
  ) return value;
  throw new ModelError(
    `Cannot read ${location}: a plain value is not a text, number or truth value`,
  );
}

/**
 * The key of a dict, which JSON says as a text.
 *
 * @param key The text.
 * @param type The name of the key's class, as `int64`.
 * @returns The key.
 */
export function dictKey(key: string, type: string): PythonValue {
  switch (type) {
    case "str":
    case "str_":
      return key;
    case "bool":
    case "bool_":
      return key === "true" || key === "True";
    case "NoneType":
      return null;
    default: {
      if (key === "NaN") return NaN;
      const number = Number(key);
      return Number.isNaN(number) ? key : number;
    }
  }
}

/**
 * numpy's letter for an element type.
 *
 * @param dtype The name of the type, as `float64`.
 */
export function dtypeKind(dtype: string): string {
  const kinds = new Map([
    ["object", "O"],
    ["str", "U"],
    ["bytes", "S"],
    ["datetime64[ns]", "M"],
  ]);
  return kinds.get(dtype) ?? dtype.charAt(0);
}
