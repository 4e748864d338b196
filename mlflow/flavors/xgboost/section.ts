import { ModelError } from "../../errors.ts";

/** A list of numbers as JSON (plain) or UBJSON (typed) holds it. */
export type NumberList =
  | readonly unknown[]
  | Float32Array
  | Float64Array
  | Int32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | BigInt64Array;

/**
 * An object of a parsed XGBoost model, read by key with checks. It knows its
 * place, for messages.
 */
export class Section {
  /** Where the object is, as `learner.gradient_booster`. */
  readonly path: string;
  #entries: Readonly<Record<string, unknown>>;

  /**
   * Wraps a parsed value.
   *
   * @throws {ModelError} If it is not an object.
   */
  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || isList(value)) {
      throw new ModelError(
        `Cannot read the model: "${path}" is ${
          kindOf(value)
        }, expected an object`,
      );
    }
    this.path = path;
    this.#entries = value as Readonly<Record<string, unknown>>;
  }

  /** Whether there is such a key, and it is not null. */
  has(key: string): boolean {
    return Object.hasOwn(this.#entries, key) &&
      (this.#entries[key] ?? null) !== null;
  }

  /** The object at a key. */
  section(key: string): Section {
    return new Section(this.#at(key), `${this.path}.${key}`);
  }

  /** The object at a key, or an empty one. */
  optional(key: string): Section {
    return this.has(key)
      ? this.section(key)
      : new Section({}, `${this.path}.${key}`);
  }

  /** The list at a key, of any values. */
  list(key: string): readonly unknown[] {
    const value = this.#at(key);
    if (Array.isArray(value)) return value;
    if (isNumbers(value)) return Array.from(value as ArrayLike<unknown>);
    throw this.#unexpected(key, "a list");
  }

  /** The text at a key; a number counts, as its digits. */
  string(key: string, absent?: string): string {
    if (absent !== undefined && !this.has(key)) return absent;
    const value = this.#at(key);
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    throw this.#unexpected(key, "a string");
  }

  /** The whole number at a key, from text as XGBoost writes it. */
  integer(key: string, absent?: number): number {
    if (absent !== undefined && !this.has(key)) return absent;
    const value = this.#at(key);
    const number = typeof value === "boolean"
      ? Number(value)
      : typeof value === "string" && value.trim() === ""
      ? NaN
      : Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw this.#unexpected(key, "a whole number");
  }

  /** The number at a key, from text as XGBoost writes it. */
  number(key: string, absent?: number): number {
    if (absent !== undefined && !this.has(key)) return absent;
    const value = this.#at(key);
    const number = typeof value === "string" ? Number(value.trim()) : value;
    if (typeof number === "number" && !Number.isNaN(number)) return number;
    throw this.#unexpected(key, "a number");
  }

  /** The strings of the list at a key; empty where there is none. */
  strings(key: string): readonly string[] {
    if (!this.has(key)) return [];
    const list = this.list(key);
    if (list.every((item) => typeof item === "string")) return list;
    throw this.#unexpected(key, "a list of strings");
  }

  /** The numbers of the list at a key, as int32; empty where there is none. */
  int32s(key: string): Int32Array {
    const list = this.#numbers(key);
    if (list instanceof Int32Array) return list;
    const result = new Int32Array(list.length);
    for (let i = 0; i < result.length; i++) {
      const value = Number(list[i]);
      result[i] = value;
      if (result[i] !== value) {
        throw this.#unexpected(key, "a list of integers");
      }
    }
    return result;
  }

  /** The numbers of the list at a key, in single precision; empty where there is none. */
  float32s(key: string): Float32Array {
    const list = this.#numbers(key);
    if (list instanceof Float32Array) return list;
    const result = new Float32Array(list.length);
    for (let i = 0; i < result.length; i++) {
      const value = list[i];
      if (typeof value !== "number" && value !== null) {
        throw this.#unexpected(key, "a list of numbers");
      }
      result[i] = value ?? NaN;
    }
    return result;
  }

  #numbers(key: string): NumberList {
    if (!this.has(key)) return [];
    const value = this.#at(key);
    if (Array.isArray(value) || isNumbers(value)) return value as NumberList;
    throw this.#unexpected(key, "a list of numbers");
  }

  #at(key: string): unknown {
    if (!Object.hasOwn(this.#entries, key)) {
      throw new ModelError(
        `Cannot read the model: there is no "${key}" in "${this.path}"`,
      );
    }
    return this.#entries[key];
  }

  #unexpected(key: string, wanted: string): ModelError {
    return new ModelError(
      `Cannot read the model: "${this.path}.${key}" is ${
        kindOf(this.#entries[key])
      }, expected ${wanted}`,
    );
  }
}

function isNumbers(value: unknown): boolean {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || isNumbers(value);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "missing";
  if (isList(value)) return "a list";
  if (typeof value === "string") return "other text";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
