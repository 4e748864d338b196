/** What a JSON text may have at most; no bound where one is absent. */
export interface JsonBounds {
  /** How many lists and objects may stand in each other. */
  readonly depth?: number;
  /** How many values there may be: numbers, texts, lists, objects and the rest. */
  readonly values?: number;
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
  let depth = 0;
  let values = 1;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at]!;
    if (byte < LIST) {
      if (byte === COMMA) {
        if (++values > maxValues) return { bound: "values", at };
      } else if (byte === QUOTE) {
        at = endOfText(bytes, at);
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
