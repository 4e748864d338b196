/** Most texts have no such escape at all. */
const SURROGATE = /\\u[dD][89a-fA-F]/;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|.)/gs;

/**
 * Whether a JSON text escapes half of a surrogate pair (`"\ud800"`), which is no
 * character: Python's libraries fail on it, and no UTF-8 can hold it.
 *
 * @param text The JSON text, made of UTF-8, so that it has none unescaped.
 * @returns Whether it does.
 */
export function hasLoneSurrogate(text: string): boolean {
  if (!SURROGATE.test(text)) return false;
  let highEnd = -1;
  for (const { 0: { length }, 1: hex, index } of text.matchAll(ESCAPE)) {
    const kind = hex === undefined ? 0 : parseInt(hex, 16) & 0xfc00;
    if ((highEnd === index) !== (kind === 0xdc00)) return true;
    if (highEnd >= 0 && highEnd < index) return true;
    highEnd = kind === 0xd800 ? index + length : -1;
  }
  return highEnd >= 0;
}
