import { joinChunks } from "./join_chunks.ts";

/**
 * Reads a stream of bytes to its end, or to a limit.
 *
 * @param stream The stream; it is cancelled where the limit is passed.
 * @param maxBytes The most bytes that are read.
 * @returns The bytes; `undefined` if there are more.
 */
export async function readAtMost(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return joinChunks(chunks, length);
}
