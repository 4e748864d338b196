import { DataFrame, Tensor } from "../../frame/mod.ts";
import { INTERNAL_FAILURE, ScoringError } from "../errors.ts";
import { typeName } from "./type_name.ts";

/**
 * What a module's `run` returned as JSON text. Nothing (`undefined`, `null`) is
 * `{}`, as azmlinfsrv answers; frames become records, tensors nested lists,
 * a `bigint` its digits, a `Date` its ISO text, numbers that are not finite
 * `null`. What `JSON.stringify` would leave out or write as `{}` is refused.
 *
 * @param result What `run` returned.
 * @returns The text.
 * @throws {ScoringError} If it cannot be written as JSON: a function, a symbol, a cycle, a `RegExp`, an `Error`, a stream inside of something.
 */
export function resultJson(result: unknown): string {
  if (result === undefined || result === null) return "{}";
  try {
    const text = JSON.stringify(result, plain);
    if (text !== undefined) return text;
    throw cannotWrite("", result);
  } catch (cause) {
    throw new ScoringError("internal", INTERNAL_FAILURE, {
      cause: cause instanceof RangeError ? outOfRange(cause) : cause,
    });
  }
}

/** What the engine says of it is "Maximum call stack size exceeded", which points to the host. */
function outOfRange(cause: RangeError): TypeError {
  return new TypeError(
    "Cannot write what run() returned as JSON: it is nested too deeply, or larger than a text can be; return it flatter or in parts",
    { cause },
  );
}

/** A value as JSON can hold it; `this` is what it stands in, under the key. */
function plain(this: unknown, key: string, value: unknown): unknown {
  switch (typeof value) {
    case "bigint":
      return rawJson(key, value);
    case "function":
    case "symbol":
      throw cannotWrite(key, value);
    case "object":
      if (value === null) {
        const original = (this as Record<string, unknown>)[key];
        // A Date that is none becomes null before it comes here.
        if (original instanceof Date) throw cannotWrite(key, original);
        return null;
      }
      if (Array.isArray(value)) return value;
      return isPlain(value) ? value : plainOf(key, value);
    default:
      return value;
  }
}

/** Whether it is an object of no class. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype ||
    Object.getPrototypeOf(prototype) === null) &&
    !(Symbol.toStringTag in value) && !isThenable(value);
}

function plainOf(key: string, value: object): unknown {
  if (value instanceof DataFrame) return value.toRecords();
  if (value instanceof Tensor) return value.toNested();
  if (value instanceof DataView) throw cannotWrite(key, value);
  if (ArrayBuffer.isView(value)) {
    return Array.from(value as unknown as ArrayLike<unknown>);
  }
  if (value instanceof Map) return objectOf(key, value);
  if (value instanceof Set) return [...value];
  const primitive = value.valueOf();
  if (typeof primitive === "bigint") return rawJson(key, primitive);
  if (typeof primitive !== "object" && typeof primitive !== "symbol") {
    return primitive;
  }
  const isLost = value instanceof Error || isThenable(value) ||
    Symbol.iterator in value || Symbol.asyncIterator in value ||
    Object.keys(value).length === 0;
  if (isLost) throw cannotWrite(key, value);
  return value;
}

function isThenable(value: object): boolean {
  return "then" in value && typeof value.then === "function";
}

/** A map whose keys are texts, or as plain as Python's `json.dumps` takes them. */
function objectOf(
  key: string,
  map: ReadonlyMap<unknown, unknown>,
): Record<string, unknown> {
  const object: [string, unknown][] = [];
  for (const [name, value] of map) {
    if (typeof name === "object" || typeof name === "symbol") {
      throw cannotWrite(key, map, ` with a key that is a ${typeName(name)}`);
    }
    object.push([String(name), value]);
  }
  const result = Object.fromEntries(object);
  if (Object.keys(result).length < map.size) {
    throw cannotWrite(key, map, " with keys that have the same text");
  }
  return result;
}

/** The digits themselves, unquoted, where the engine can. */
function rawJson(key: string, value: bigint): unknown {
  const json = JSON as { rawJSON?: (text: string) => unknown };
  if (json.rawJSON !== undefined) return json.rawJSON(String(value));
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw cannotWrite(key, value);
  return number;
}

function cannotWrite(key: string, value: unknown, about = ""): TypeError {
  const place = key === "" ? "what run() returned" : `"${key}" of the result`;
  return new TypeError(
    `Cannot write ${place} as JSON: it is a ${
      typeName(value)
    }${about}, which JSON would lose; return plain values, or a Response, a stream, a Blob or bytes as the whole result`,
  );
}
