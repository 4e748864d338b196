import { endOfText } from "./end_of_text.ts";

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
  return new JsonExcessSearch(bytes, bounds).searchTo(bytes.length);
}

/** The search of {@linkcode jsonExcess}, a part of the text at a time. */
export class JsonExcessSearch {
  readonly #bytes: Uint8Array;
  readonly #bounds: JsonBounds;
  readonly #keys: DifferentKeys | undefined;
  #depth = 0;
  #values = 1;
  #at = 0;

  /**
   * A search that begins at the start.
   *
   * @param bytes The text in UTF-8.
   * @param bounds The bounds.
   */
  constructor(bytes: Uint8Array, bounds: JsonBounds) {
    this.#bytes = bytes;
    this.#bounds = bounds;
    const { keys = Infinity } = bounds;
    this.#keys = bytes.length / MIN_MEMBER_BYTES > keys
      ? new DifferentKeys(keys)
      : undefined;
  }

  /**
   * Goes on with the search.
   *
   * @param limit The byte to stop at; the text that it is in is still looked at.
   * @returns The first excess; `undefined` if there is none up to here.
   */
  searchTo(limit: number): JsonExcess | undefined {
    const bytes = this.#bytes;
    const { depth: maxDepth = Infinity, values: maxValues = Infinity } =
      this.#bounds;
    const keys = this.#keys;
    let depth = this.#depth;
    let values = this.#values;
    let at = this.#at;
    for (; at < limit; at++) {
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
    this.#depth = depth;
    this.#values = values;
    this.#at = at;
    return undefined;
  }
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
