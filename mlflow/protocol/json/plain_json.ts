import { unicodeEscape } from "../../../ground/unicode_escape.ts";
import { Tensor } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import { joinedJson } from "./joined_json.ts";
import { jsonFloatText } from "./python_float.ts";

const NOT_PLAIN = /[^\x20-\x7e]|["\\]/;
const NOT_ASCII = /[\x7f-\uffff]/g;
const MAX_DEPTH = 500;

/**
 * A text as Python's `json.dumps` writes it, ASCII only.
 *
 * @param text The text.
 * @returns The JSON string with its quotes.
 */
export function jsonText(text: string): string {
  if (!NOT_PLAIN.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    NOT_ASCII,
    unicodeEscape,
  );
}

/**
 * A point in time as pandas writes it, without a zone.
 *
 * @param time UTC milliseconds since 1970, fractions allowed.
 * @returns `2021-01-01T00:00:00`, with six or nine decimals if there is a fraction; `NaT` for NaN.
 */
export function isoText(time: number): string {
  if (Number.isNaN(time)) return "NaT";
  const seconds = Math.floor(time / 1000);
  const text = new Date(seconds * 1000).toISOString().slice(0, -5);
  const nanoseconds = Math.round((time - seconds * 1000) * 1e6);
  if (nanoseconds === 0) return text;
  const digits = String(nanoseconds).padStart(9, "0");
  return `${text}.${digits.endsWith("000") ? digits.slice(0, 6) : digits}`;
}

/**
 * Bytes in base64 as Python's `encodebytes` writes them: a line end after each
 * 76 characters and at the end.
 *
 * @param bytes The bytes.
 * @returns The JSON string with its quotes.
 */
export function base64Text(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i++) {
    binary += String.fromCharCode(bytes[i]!);
  }
  const encoded = btoa(binary);
  let text = '"';
  for (let i = 0; i < encoded.length; i += 76) {
    text += `${encoded.slice(i, i + 76)}\\n`;
  }
  return `${text}"`;
}

/**
 * Any plain value as Python's `json.dumps` writes it: whole numbers without a
 * point, dates as ISO text, bytes as base64, tensors as lists.
 *
 * @param value The value.
 * @param depth How deep the value is nested in another one.
 * @returns The JSON text, with null for numbers that JSON does not have.
 * @throws {InputError} `INTERNAL_ERROR`, if the value has no JSON.
 */
export function plainJson(value: unknown, depth = 0): string {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) && Math.abs(value) < 2 ** 63
        ? wholeText(value)
        : jsonFloatText(value);
    case "string":
      return jsonText(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "undefined":
      return "null";
    case "object":
      return objectJson(value, depth);
    default:
      throw notSerializable(`a ${typeof value}`);
  }
}

function wholeText(value: number): string {
  const text = Object.is(value, -0) ? "-0.0" : String(value);
  return text.includes("e") ? String(BigInt(value)) : text;
}

function objectJson(value: object | null, depth: number): string {
  if (value === null) return "null";
  if (depth > MAX_DEPTH) throw notSerializable("nested too deeply");
  if (Array.isArray(value)) return listJson(value, depth + 1);
  if (value instanceof Tensor) return tensorJson(value, depth);
  if (value instanceof Date) return jsonText(isoText(value.getTime()));
  if (value instanceof Uint8Array) return base64Text(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw notSerializable(`an object of the class ${value.constructor.name}`);
  }
  let text = "{";
  for (const [key, item] of Object.entries(value)) {
    text += `${text === "{" ? "" : ", "}${jsonText(key)}: ${
      plainJson(item, depth + 1)
    }`;
  }
  return `${text}}`;
}

function listJson(list: readonly unknown[], depth: number): string {
  return `[${joinedJson(list.length, (i) => plainJson(list[i], depth))}]`;
}

function notSerializable(what: string): InputError {
  return new InputError(
    `Cannot write the answer as JSON: the model returned ${what}`,
    { code: "INTERNAL_ERROR" },
  );
}

/**
 * A tensor as nested lists.
 *
 * @param tensor The tensor; datetimes are integers of nanoseconds.
 * @param depth How deep the tensor is nested in another value.
 * @returns The JSON text, with null for numbers that JSON does not have.
 */
export function tensorJson(tensor: Tensor, depth = 0): string {
  return dimensionJson(tensor, 0, { depth, next: 0 });
}

function dimensionJson(
  tensor: Tensor,
  dimension: number,
  cursor: { readonly depth: number; next: number },
): string {
  const size = tensor.shape[dimension];
  if (size === undefined) {
    return elementJson(tensor, cursor.next++, cursor.depth);
  }
  const isInnermost = dimension + 1 === tensor.shape.length;
  const text = joinedJson(
    size,
    isInnermost
      ? () => elementJson(tensor, cursor.next++, cursor.depth)
      : () => dimensionJson(tensor, dimension + 1, cursor),
  );
  return `[${text}]`;
}

function elementJson(tensor: Tensor, at: number, depth: number): string {
  const value = tensor.data[at];
  switch (tensor.dtype) {
    case "float64":
    case "float32":
    case "float16":
      return jsonFloatText(Number(value));
    case "bool":
      return value === 1 || value === true ? "true" : "false";
    case "str":
    case "bytes":
    case "object":
      return plainJson(value, depth);
    default:
      return String(value);
  }
}
