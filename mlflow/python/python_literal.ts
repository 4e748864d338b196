import type { ByteCursor } from "./byte_cursor.ts";

/** A value that Python writes as a literal; a dict is a map, a tuple a list. */
export type PythonLiteral =
  | null
  | boolean
  | number
  | string
  | readonly PythonLiteral[]
  | ReadonlyMap<PythonLiteral, PythonLiteral>;

const MAX_DEPTH = 20;
const TOKEN =
  /\s*(?:([()[\]{},:])|(-?\d{1,15})L?(?![\w.])|'([^'\\]*)'|"([^"\\]*)"|(True|False|None)\b)/y;

/**
 * Reads a literal of Python, as the header of a `.npy` file is one: dicts,
 * lists, tuples, texts without escapes, whole numbers, `True`, `False`, `None`.
 *
 * @param text The literal.
 * @param cursor Where it stands, for messages.
 * @returns The value.
 * @throws {ModelError} If it is not such a literal.
 */
export function parsePythonLiteral(
  text: string,
  cursor: ByteCursor,
): PythonLiteral {
  const parser = new LiteralParser(text, cursor);
  const value = parser.value(0);
  parser.end();
  return value;
}

class LiteralParser {
  readonly #text: string;
  readonly #cursor: ByteCursor;
  #at = 0;

  constructor(text: string, cursor: ByteCursor) {
    this.#text = text;
    this.#cursor = cursor;
  }

  value(depth: number): PythonLiteral {
    if (depth > MAX_DEPTH) throw this.#cursor.error("a header is too deep");
    const [, sign, digits, single, double, word] = this.#next();
    if (digits !== undefined) return Number(digits);
    if (single !== undefined) return single;
    if (double !== undefined) return double;
    if (word !== undefined) return word === "None" ? null : word === "True";
    if (sign === "(") return this.#items(")", depth);
    if (sign === "[") return this.#items("]", depth);
    if (sign === "{") return this.#entries(depth);
    throw this.#cursor.error(`a header has "${sign}" where a value should be`);
  }

  end(): void {
    if (this.#text.slice(this.#at).trim() !== "") {
      throw this.#cursor.error("a header goes on after its end");
    }
  }

  #items(close: string, depth: number): PythonLiteral[] {
    const items: PythonLiteral[] = [];
    while (!this.#accept(close)) {
      if (items.length > 0) this.#expect(",");
      if (this.#accept(close)) break;
      items.push(this.value(depth + 1));
    }
    return items;
  }

  #entries(depth: number): Map<PythonLiteral, PythonLiteral> {
    const entries = new Map<PythonLiteral, PythonLiteral>();
    while (!this.#accept("}")) {
      if (entries.size > 0) this.#expect(",");
      if (this.#accept("}")) break;
      const key = this.value(depth + 1);
      this.#expect(":");
      entries.set(key, this.value(depth + 1));
    }
    return entries;
  }

  #next(): RegExpExecArray {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw this.#cursor.error("a header is not a literal");
    this.#at = TOKEN.lastIndex;
    return match;
  }

  #accept(sign: string): boolean {
    const before = this.#at;
    if (this.#next()[1] === sign) return true;
    this.#at = before;
    return false;
  }

  #expect(sign: string): void {
    if (!this.#accept(sign)) {
      throw this.#cursor.error(`a header lacks "${sign}"`);
    }
  }
}
