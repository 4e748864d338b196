/**
 * Decides by a hash of the correlation id whether its events are kept, so that
 * an input and its output are kept or left out together, in any process; what
 * a rate keeps, every higher rate keeps too.
 *
 * @param correlationId The id.
 * @param rate The share to keep, from 0 to 1.
 * @returns Whether to keep it.
 */
export function isSampled(correlationId: string, rate: number): boolean {
  if (rate >= 1) return true;
  return hash(correlationId) < rate * 0x1_0000_0000;
}

/** FNV-1a over UTF-16 units with Murmur3's finalizer, which spreads ids that differ in one character over all bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
