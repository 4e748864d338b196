const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The place of the quote that ends a text of JSON.
 *
 * @param bytes JSON in UTF-8.
 * @param start The place of the quote that begins it.
 * @returns The place; the end of the bytes or beyond if there is no such quote.
 */
export function endOfText(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) break;
  }
  return at;
}
