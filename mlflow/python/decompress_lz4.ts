import type { Bytes } from "../artifact_store.ts";
import { ByteCursor } from "./byte_cursor.ts";
import { GrowingBytes } from "./growing_bytes.ts";

const MAGIC = 0x184d2204;
const MIN_MATCH = 4;

/** Flags of a frame's descriptor. */
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const DICTIONARY_ID = 0x01;

/** The bit of a block's size that says that the block is not compressed. */
const PLAIN_BLOCK = 0x80000000;

/**
 * Decompresses an LZ4 frame, as joblib writes it. Checksums are not looked at.
 * (Format: "LZ4 Frame Format Description" and "LZ4 Block Format Description".)
 *
 * @param bytes The frame.
 * @param options Where it is, for messages, and how large it may become.
 * @returns The data.
 * @throws {ModelError} If the frame is damaged, needs a dictionary, or becomes larger.
 */
export function decompressLz4(
  bytes: Bytes,
  options: { readonly location: string; readonly maxBytes: number },
): Bytes {
  const cursor = new ByteCursor(bytes, options.location);
  if (cursor.uint32() !== MAGIC) throw cursor.error("expected an LZ4 frame");
  const flags = cursor.uint8();
  cursor.uint8();
  if (flags >> 6 !== 1 || (flags & DICTIONARY_ID) !== 0) {
    throw cursor.error("an LZ4 frame of another version, or with a dictionary");
  }
  if ((flags & CONTENT_SIZE) !== 0) cursor.take(8);
  cursor.uint8();
  const output = new GrowingBytes(options);
  for (let size = cursor.uint32(); size !== 0; size = cursor.uint32()) {
    const isPlain = size >= PLAIN_BLOCK;
    const block = cursor.take(isPlain ? size - PLAIN_BLOCK : size);
    if (isPlain) output.append(block);
    else decodeBlock(new ByteCursor(block, options.location), output);
    if ((flags & BLOCK_CHECKSUM) !== 0) cursor.take(4);
  }
  return output.bytes();
}

function decodeBlock(cursor: ByteCursor, output: GrowingBytes): void {
  while (cursor.remaining > 0) {
    const token = cursor.uint8();
    output.append(cursor.take(lengthOf(token >> 4, cursor)));
    // The last sequence of a block has literals alone.
    if (cursor.remaining === 0) return;
    const distance = cursor.uint16();
    const length = lengthOf(token & 15, cursor) + MIN_MATCH;
    if (distance === 0 || distance > output.length) {
      throw cursor.error(`an LZ4 block refers ${distance} bytes back`);
    }
    output.repeat(distance, length);
  }
}

function lengthOf(nibble: number, cursor: ByteCursor): number {
  let length = nibble;
  if (nibble < 15) return length;
  for (let more = 255; more === 255;) {
    more = cursor.uint8();
    length += more;
  }
  return length;
}
