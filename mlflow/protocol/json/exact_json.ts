import { MAX_JSON_DEPTH } from "../../../ground/json_excess.ts";
import { InputError } from "../../errors.ts";
import { WholeFloat } from "./python_float.ts";

/**
 * Reads JSON as Python does: integers of any size stay exact (a `bigint` where a
 * number would not do), `1.0` is distinguished from `1` (a {@linkcode WholeFloat}),
 * and `NaN`, `Infinity` and `-Infinity` are numbers.
 *
 * @param text The JSON text.
 * @returns The value.
 * @throws {InputError} If the text is not JSON, with the position.
 */
export function parseExactJson(text: string): unknown {
  return new ExactJsonParser(text).document();
}

class ExactJsonParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw this.#refusal("Extra data");
    return value;
  }

  #value(): unknown {
    this.#space();
    const code = this.#text.charCodeAt(this.#at);
    switch (code) {
      case 0x7b: // {
        return this.#object();
      case 0x5b: // [
        return this.#list();
      case 0x22: // "
        return this.#string();
      case 0x74:
        this.#word("true");
        return true;
      case 0x66:
        this.#word("false");
        return false;
      case 0x6e:
        this.#word("null");
        return null;
      case 0x4e:
        this.#word("NaN");
        return NaN;
      case 0x49:
        this.#word("Infinity");
        return Infinity;
      default:
        return this.#number();
    }
  }

  #object(): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    this.#enter();
    this.#space();
    if (this.#take(0x7d)) return this.#leave(result);
    for (;;) {
      this.#space();
      if (this.#text.charCodeAt(this.#at) !== 0x22) {
        throw this.#refusal(
          "Expecting property name enclosed in double quotes",
        );
      }
      const key = this.#string();
      this.#space();
      if (!this.#take(0x3a)) throw this.#refusal("Expecting ':' delimiter");
      const value = this.#value();
      if (key === "__proto__") {
        Object.defineProperty(result, key, {
          value,
          configurable: true,
          enumerable: true,
          writable: true,
        });
      } else result[key] = value;
      this.#space();
      if (this.#take(0x7d)) return this.#leave(result);
      if (!this.#take(0x2c)) throw this.#refusal("Expecting ',' delimiter");
    }
  }

  #list(): unknown[] {
    const result: unknown[] = [];
    this.#enter();
    this.#space();
    if (this.#take(0x5d)) return this.#leave(result);
    for (;;) {
      result.push(this.#value());
      this.#space();
      if (this.#take(0x5d)) return this.#leave(result);
      if (!this.#take(0x2c)) throw this.#refusal("Expecting ',' delimiter");
    }
  }

  #string(): string {
    const start = this.#at++;
    let isPlain = true;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        isPlain = false;
        this.#at++;
      } else if (!(code >= 0x20)) {
        this.#at = Number.isNaN(code) ? start : this.#at;
        throw this.#refusal(
          Number.isNaN(code)
            ? "Unterminated string starting at"
            : "Invalid control character at",
        );
      }
      this.#at++;
    }
    this.#at++;
    if (isPlain) return this.#text.slice(start + 1, this.#at - 1);
    try {
      return JSON.parse(this.#text.slice(start, this.#at));
    } catch {
      this.#at = start;
      throw this.#refusal("Invalid \\escape in the string at");
    }
  }

  #number(): unknown {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    let isInteger = true;
    if (text.charCodeAt(at) === 0x2d) at++;
    if (text.charCodeAt(at) === 0x49) {
      this.#at = at;
      this.#word("Infinity");
      return -Infinity;
    }
    const digits = at;
    at = skipDigits(text, at);
    if (at === digits) throw this.#refusal("Expecting value");
    // A number does not begin with 0, so 01 is a 0 with something behind it.
    if (text.charCodeAt(digits) === 0x30) at = digits + 1;
    if (text.charCodeAt(at) === 0x2e) {
      const end = skipDigits(text, at + 1);
      if (end > at + 1) {
        isInteger = false;
        at = end;
      }
    }
    if ((text.charCodeAt(at) | 0x20) === 0x65) {
      const sign = text.charCodeAt(at + 1);
      const from = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
      const end = skipDigits(text, from);
      if (end > from) {
        isInteger = false;
        at = end;
      }
    }
    this.#at = at;
    const source = text.slice(start, at);
    const value = Number(source);
    if (isInteger) {
      if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
      // Python's own bound on the digits of an integer.
      if (source.length > 4300) {
        throw this.#refusal("Exceeds the limit of 4300 digits");
      }
      return BigInt(source);
    }
    return Number.isInteger(value) ? new WholeFloat(value) : value;
  }

  #word(word: string): void {
    if (!this.#text.startsWith(word, this.#at)) {
      throw this.#refusal("Expecting value");
    }
    this.#at += word.length;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
        return;
      }
      this.#at++;
    }
  }

  #take(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at++;
    return true;
  }

  #enter(): void {
    this.#at++;
    if (++this.#depth > MAX_JSON_DEPTH) {
      throw this.#refusal(`Nested deeper than ${MAX_JSON_DEPTH} levels`);
    }
  }

  #leave<T>(value: T): T {
    this.#depth--;
    return value;
  }

  #refusal(reason: string): InputError {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - before.lastIndexOf("\n");
    return new InputError(
      `Invalid input. Ensure that input is a valid JSON formatted string. Error: '${reason}: line ${line} column ${column} (char ${this.#at})'`,
    );
  }
}

function skipDigits(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (!(code >= 0x30 && code <= 0x39)) return at;
    at++;
  }
}
