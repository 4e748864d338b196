import { unicodeEscape } from "../../../ground/unicode_escape.ts";
import { Tensor } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";

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

/** Writes a double: as Python does, or with null for what JSON has no number for. */
export type FloatText = (value: number) => string;

/** How values are written, and where in the value the writer is. */
export interface JsonStyle {
  readonly floatText: FloatText;
  /** How deep the value is nested; 0 if absent. */
  readonly depth?: number;
}

/**
 * Any plain value as Python's `json.dumps` writes it: whole numbers without a
 * point, dates as ISO text, bytes as base64, tensors as lists.
 *
 * @param value The value.
 * @param style How numbers are written.
 * @returns The JSON text.
 * @throws {InputError} `INTERNAL_ERROR`, if the value has no JSON.
 */
export function plainJson(value: unknown, style: JsonStyle): string {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) && Math.abs(value) < 2 ** 63
        ? wholeText(value)
        : style.floatText(value);
    case "string":
      return jsonText(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "undefined":
      return "null";
    case "object":
      return objectJson(value, style);
    default:
      throw notSerializable(`a ${typeof value}`);
  }
}

function wholeText(value: number): string {
  const text = Object.is(value, -0) ? "-0.0" : String(value);
  return text.includes("e") ? String(BigInt(value)) : text;
}

function objectJson(value: object | null, style: JsonStyle): string {
  if (value === null) return "null";
  const depth = style.depth ?? 0;
  if (depth > MAX_DEPTH) throw notSerializable("nested too deeply");
  const inner = { ...style, depth: depth + 1 };
  if (Array.isArray(value)) return listJson(value, inner);
  if (value instanceof Tensor) return tensorJson(value, style);
  if (value instanceof Date) return jsonText(isoText(value.getTime()));
  if (value instanceof Uint8Array) return base64Text(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw notSerializable(`an object of the class ${value.constructor.name}`);
  }
  let text = "{";
  for (const [key, item] of Object.entries(value)) {
    text += `${text === "{" ? "" : ", "}${jsonText(key)}: ${
      plainJson(item, inner)
    }`;
  }
  return `${text}}`;
}

function listJson(list: readonly unknown[], style: JsonStyle): string {
  let text = "[";
  for (let i = 0; i < list.length; i++) {
    text += i === 0 ? "" : ", ";
    text += plainJson(list[i], style);
  }
  return `${text}]`;
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
 * @param style How numbers are written.
 * @returns The JSON text.
 */
export function tensorJson(tensor: Tensor, style: JsonStyle): string {
  return dimensionJson(tensor, 0, { ...style, next: 0 });
}

function dimensionJson(
  tensor: Tensor,
  depth: number,
  cursor: JsonStyle & { next: number },
): string {
  const size = tensor.shape[depth];
  if (size === undefined) return elementJson(tensor, cursor.next++, cursor);
  const isInnermost = depth + 1 === tensor.shape.length;
  let text = "[";
  for (let i = 0; i < size; i++) {
    if (i > 0) text += ", ";
    text += isInnermost
      ? elementJson(tensor, cursor.next++, cursor)
      : dimensionJson(tensor, depth + 1, cursor);
  }
  return `${text}]`;
}

function elementJson(tensor: Tensor, at: number, style: JsonStyle): string {
  const value = tensor.data[at];
  switch (tensor.dtype) {
    case "float64":
    case "float32":
    case "float16":
      return style.floatText(Number(value));
    case "bool":
      return value === 1 || value === true ? "true" : "false";
    case "str":
    case "bytes":
    case "object":
      return plainJson(value, style);
    default:
      return String(value);
  }
}
