import { decodeUtf8 } from "../../../ground/decode_utf8.ts";
import { InputError } from "../../errors.ts";
import { ExactReadNeeded } from "./exact_read_needed.ts";
import { parseExactJson } from "./exact_json.ts";
import { hasLoneSurrogate } from "./has_lone_surrogate.ts";
import { requireJsonBounds, type TableBounds } from "../table_bounds.ts";

/**
 * What of a JSON text must not be lost: nothing beyond what `JSON.parse` keeps,
 * integers beyond 2^53 too, or also that `1.0` is not an integer.
 */
export type NumberDetail = "value" | "integers" | "kinds";

/** An integer of 16 digits or more, so that a double might not hold it. */
const BIG_INTEGER = /(?<![.\d])\d{16,}(?![.\d]|[eE][+-]?\d)/;
const MINUS_ZERO = /-0(?![.\deE])/;
/** An integer that a double might not hold, or a number whose point or exponent may hide a whole number. */
const TELLING_NUMBER = /\d\.0*(?!\d)|\d[eE][+-]?\d|(?<![.\d])\d{16}/;

/**
 * The text of a JSON body. How much it would become is seen before anything is
 * made of it.
 *
 * @param body UTF-8.
 * @param bounds How much there may be.
 * @returns The text.
 * @throws {InputError} If it is beyond a bound, or the bytes are not UTF-8.
 */
export function readJsonText(body: Uint8Array, bounds?: TableBounds): string {
  requireJsonBounds(body, bounds);
  return readText(body);
}

/**
 * The text of a body.
 *
 * @param body UTF-8.
 * @returns The text.
 * @throws {InputError} If the bytes are not UTF-8.
 */
export function readText(body: Uint8Array): string {
  try {
    return decodeUtf8(body);
  } catch (error) {
    throw new InputError("Cannot read the body: expected text in UTF-8", {
      cause: error,
    });
  }
}

/**
 * Reads JSON by the engine's own parser where that loses nothing that matters,
 * else exactly.
 *
 * @param text The JSON text, with Python's `NaN` and `Infinity` allowed.
 * @param detail What must be kept.
 * @returns The value; where the text has such numbers, as {@linkcode parseExactJson} gives them.
 * @throws {InputError} If the text is not JSON, or holds half of a surrogate pair.
 */
export function readJson(text: string, detail: NumberDetail): unknown {
  if (hasLoneSurrogate(text)) {
    throw new InputError(
      "Cannot read the body: a text in it has half of a surrogate pair (\\ud800 to \\udfff), which is not a character",
    );
  }
  if (!hasTellingNumbers(text, detail) && !hasMinusZero(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // The exact reader accepts more, or says what is wrong.
    }
  }
  return parseExactJson(text);
}

/** Whether there is an integer `-0`, which is 0 in Python and -0 for `JSON.parse`. */
function hasMinusZero(text: string): boolean {
  return text.includes("-0") && MINUS_ZERO.test(text);
}

/**
 * Whether a JSON text may have numbers of which `JSON.parse` loses something.
 *
 * @param text The JSON text.
 * @param detail What must be kept.
 * @returns Whether it must be read exactly.
 */
export function hasTellingNumbers(text: string, detail: NumberDetail): boolean {
  switch (detail) {
    case "value":
      return false;
    case "integers":
      return BIG_INTEGER.test(text);
    case "kinds":
      return TELLING_NUMBER.test(text);
  }
}

/** What of a JSON body is kept, and how much it may have. */
export interface JsonReading {
  readonly detail: NumberDetail;
  readonly bounds?: TableBounds | undefined;
}

/**
 * Reads a JSON body the fast way, and exactly where the reading finds that the
 * fast way may have lost what decides.
 *
 * @param body The body.
 * @param reading What must be kept in any case, and how much there may be.
 * @param read Makes the result of the value; it is told what was kept.
 * @returns The result.
 * @throws {InputError} If the body is not JSON, or beyond a bound.
 */
export function readJsonTwice<T>(
  body: Uint8Array,
  { detail, bounds }: JsonReading,
  read: (value: unknown, detail: NumberDetail) => T,
): T {
  // The text is as large as the body: neither reading holds it longer than it needs.
  requireJsonBounds(body, bounds);
  try {
    return read(readJson(readText(body), detail), detail);
  } catch (error) {
    if (!(error instanceof ExactReadNeeded)) throw error;
    return read(readJson(readText(body), "kinds"), "kinds");
  }
}

/**
 * Goes on only if the body was read exactly; else {@linkcode readJsonTwice}
 * begins again.
 *
 * @param detail What was kept.
 */
export function readExactly(detail: NumberDetail): void {
  if (detail !== "kinds") throw new ExactReadNeeded();
}
