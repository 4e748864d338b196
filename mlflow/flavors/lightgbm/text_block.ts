import { ModelError } from "../../errors.ts";

/**
 * Lines of `key=value` of a LightGBM text model, read by key with checks.
 * Values are kept as positions in the text, so that lines nobody asks for cost
 * nothing.
 */
export class TextBlock {
  /** Where the block is, for messages: `tree 3`. */
  readonly name: string;
  #text: string;
  #begins = new Map<string, number>();

  /** Begins an empty block of a text. */
  constructor(text: string, name: string) {
    this.#text = text;
    this.name = name;
  }

  /**
   * Adds the lines from a position on, up to an empty line or the end.
   *
   * @returns The position after them.
   */
  addLines(from: number): number {
    const text = this.#text;
    let at = from;
    while (at < text.length) {
      const end = endOfLine(text, at);
      if (end === at || text[at] === "\r") break;
      const equals = text.indexOf("=", at);
      if (equals >= 0 && equals < end) {
        this.#begins.set(text.slice(at, equals), equals + 1);
      } else this.#begins.set(text.slice(at, end).trimEnd(), end);
      at = end + 1;
    }
    return at;
  }

  /** Whether there is such a line. */
  has(key: string): boolean {
    return this.#begins.has(key);
  }

  /** The text of a line. */
  string(key: string, absent?: string): string {
    const begin = this.#begins.get(key);
    if (begin !== undefined) {
      return this.#text.slice(begin, endOfLine(this.#text, begin)).trimEnd();
    }
    if (absent !== undefined) return absent;
    throw new ModelError(
      `Cannot read the LightGBM model: there is no "${key}" in ${this.name}`,
    );
  }

  /** The whole number of a line, not negative. */
  count(key: string, absent?: number): number {
    if (absent !== undefined && !this.has(key)) return absent;
    const text = this.string(key);
    const number = text === "" ? NaN : Number(text);
    if (Number.isSafeInteger(number) && number >= 0) return number;
    throw this.#broken(key, "a whole number");
  }

  /** The whole numbers of a line, separated by spaces. */
  integers(key: string, length: number): Int32Array {
    return this.#list(key, new Int32Array(this.#checked(key, length)));
  }

  /** The whole numbers of a line, up to 2^32. */
  words(key: string, length: number): Uint32Array {
    return this.#list(key, new Uint32Array(this.#checked(key, length)));
  }

  /** The numbers of a line, in double precision. */
  doubles(key: string, length: number): Float64Array {
    return this.#list(key, new Float64Array(this.#checked(key, length)));
  }

  /** A list takes at least a character an entry: refuses what cannot be there before it is allocated. */
  #checked(key: string, length: number): number {
    if (length > this.#text.length) {
      throw this.#broken(key, `a list of ${length} numbers`);
    }
    return length;
  }

  #list<T extends Int32Array | Uint32Array | Float64Array>(
    key: string,
    result: T,
  ): T {
    const begin = this.#begins.get(key);
    const end = begin === undefined ? 0 : endOfLine(this.#text, begin);
    let at = begin ?? 0;
    let count = 0;
    while (at < end) {
      if (isSpace(this.#text.charCodeAt(at))) {
        at++;
        continue;
      }
      const from = at;
      while (at < end && !isSpace(this.#text.charCodeAt(at))) at++;
      const value = parseNumber(this.#text.slice(from, at));
      if (value === undefined || count >= result.length) {
        throw this.#broken(key, `a list of ${result.length} numbers`);
      }
      result[count++] = value;
      const isExact = result instanceof Float64Array ||
        result[count - 1] === value;
      if (!isExact) throw this.#broken(key, "a list of whole numbers");
    }
    if (count === result.length) return result;
    throw this.#broken(key, `a list of ${result.length} numbers`);
  }

  #broken(key: string, wanted: string): ModelError {
    return new ModelError(
      `Cannot read the LightGBM model: "${key}" of ${this.name} is not ${wanted}`,
    );
  }
}

/** The position of the line break at or after a position, or the end of the text. */
export function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0d || code === 0x09;
}

function parseNumber(text: string): number | undefined {
  const number = Number(text);
  if (number === number) return number;
  switch (text.toLowerCase().replace(/^[+-]/, "")) {
    case "nan":
      return NaN;
    case "inf":
    case "infinity":
      return text.startsWith("-") ? -Infinity : Infinity;
    default:
      return undefined;
  }
}
