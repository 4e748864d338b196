/**
 * Joins pieces of bytes.
 *
 * @param chunks The pieces, in order.
 * @param length How many bytes they have together.
 * @returns The bytes, in an array of their own.
 */
export function joinChunks(
  chunks: readonly Uint8Array[],
  length: number,
): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
