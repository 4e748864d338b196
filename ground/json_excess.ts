/** What a JSON text may have at most; no bound where one is absent. */
export interface JsonBounds {
  /** How many lists and objects may stand in each other. */
  readonly depth?: number;
  /** How many values there may be: numbers, texts, lists, objects and the rest. */
  readonly values?: number;
  /** How many different keys there may be, in all objects together. */
  readonly keys?: number;
}

/** Where a JSON text is beyond a bound. */
export interface JsonExcess {
  /** The bound. */
  readonly bound: keyof JsonBounds;
  /** The byte at which it was passed. */
  readonly at: number;
}

/** How deep JSON may be nested, so that nothing that walks it exhausts the stack. */
export const MAX_JSON_DEPTH = 500;

const QUOTE = 0x22;
const COMMA = 0x2c;
const LIST = 0x5b;
const BACKSLASH = 0x5c;
/** A list's bracket and an object's brace differ in this bit. */
const BRACE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;
const COLON = 0x3a;
const SPACE = 0x20;
/** No key and its value are shorter: `"":0,`. */
const MIN_MEMBER_BYTES = 5;

/**
 * Where a JSON text passes a bound, found before anything is made of it: one
 * look at each byte, and none at those behind. A text that is not JSON may be
 * within bounds; its parser stops where it stops being JSON.
 *
 * @param bytes The text in UTF-8.
 * @param bounds The bounds.
 * @returns The first excess; `undefined` if there is none.
 */
export function jsonExcess(
  bytes: Uint8Array,
  bounds: JsonBounds,
): JsonExcess | undefined {
  const { depth: maxDepth = Infinity, values: maxValues = Infinity } = bounds;
  const { length } = bytes;
  const keys = length / MIN_MEMBER_BYTES > (bounds.keys ?? Infinity)
    ? new DifferentKeys(bounds.keys!)
    : undefined;
  let depth = 0;
  let values = 1;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at]!;
    if (byte < LIST) {
      if (byte === COMMA) {
        if (++values > maxValues) return { bound: "values", at };
      } else if (byte === QUOTE) {
        const end = endOfText(bytes, at);
        if (keys?.add(bytes, at, end)) return { bound: "keys", at };
        at = end;
      }
      continue;
    }
    const bracket = byte | BRACE_BIT;
    if (bracket === OPENING) {
      if (++depth > maxDepth) return { bound: "depth", at };
      if (++values > maxValues) return { bound: "values", at };
    } else if (bracket === CLOSING) depth--;
  }
  return undefined;
}

/** The place of the quote that ends a text, or the end of all. */
function endOfText(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) break;
  }
  return at;
}

/**
 * Counts keys that differ, a few too few where their hashes are the same; what
 * hashes depend on changes with each text, so that nobody can aim at it.
 */
class DifferentKeys {
  readonly #max: number;
  readonly #seen: Uint8Array;
  readonly #mask: number;
  readonly #seed = Math.floor(Math.random() * 2 ** 32);
  #count = 0;

  constructor(max: number) {
    this.#max = max;
    const bits = Math.ceil(Math.log2(max + 1)) + 4;
    this.#seen = new Uint8Array(2 ** Math.min(Math.max(bits - 3, 10), 26));
    this.#mask = this.#seen.length * 8 - 1;
  }

  /** Whether a text from quote to quote is a key, and one too many. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    let next = end + 1;
    while (bytes[next]! <= SPACE) next++;
    if (bytes[next] !== COLON) return false;
    let hash = this.#seed;
    for (let at = start + 1; at < end; at++) {
      hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
      hash ^= hash >>> 15;
    }
    const bit = hash & this.#mask;
    const flag = 1 << (bit & 7);
    if ((this.#seen[bit >> 3]! & flag) !== 0) return false;
    this.#seen[bit >> 3]! |= flag;
    return ++this.#count > this.#max;
  }
}
