import type { Bytes } from "../../../frame/bytes.ts";

/** A frame of Zstandard. */
export interface ZstdFrame {
  /** The frame, from its magic number to its checksum. */
  readonly bytes: Bytes;
  /** How much of what was unpacked must be kept to unpack more. */
  readonly windowBytes: number;
  /** Whether the window is the content itself, of this size. */
  readonly isSingle: boolean;
}

const LITTLE_ENDIAN = true;
const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a5;
/** The bytes of a dictionary's id and of a content's size, by the bits that say so. */
const ID_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];

/**
 * Finds the frames of a Zstandard body (RFC 8878), without unpacking them. The
 * platform's decoder reads the first one and takes one that breaks off.
 *
 * @param body The body.
 * @returns The frames that hold content; `undefined` if the body is not whole frames.
 */
export function zstdFrames(body: Bytes): ZstdFrame[] | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const frames: ZstdFrame[] = [];
  try {
    for (let at = 0; at < body.length;) {
      const start = at;
      const magic = view.getUint32(at, LITTLE_ENDIAN);
      at += 4;
      if (magic >>> 4 === SKIPPABLE) {
        at += 4 + view.getUint32(at, LITTLE_ENDIAN);
      } else if (magic === MAGIC) {
        const head = frameHead(view, at);
        at = blocksEnd(view, at + head.length) + (head.hasChecksum ? 4 : 0);
        const { windowBytes, isSingle } = head;
        frames.push({ bytes: body.subarray(start, at), windowBytes, isSingle });
      } else return undefined;
      if (at > body.length) return undefined;
    }
  } catch (error) {
    // It breaks off.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return frames;
}

function frameHead(view: DataView, start: number) {
  const bits = view.getUint8(start);
  const isSingle = (bits & 0x20) !== 0;
  const sizeKind = bits >>> 6;
  const sizeBytes = sizeKind === 0 && isSingle ? 1 : SIZE_BYTES[sizeKind]!;
  const sizeAt = start + 1 + (isSingle ? 0 : 1) + ID_BYTES[bits & 3]!;
  const windowBytes = isSingle
    ? contentSize(view, sizeAt, sizeBytes)
    : windowSize(view.getUint8(start + 1));
  return {
    length: sizeAt + sizeBytes - start,
    windowBytes,
    isSingle,
    hasChecksum: (bits & 4) !== 0,
  };
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >>> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(view: DataView, at: number, length: number): number {
  if (length === 1) return view.getUint8(at);
  if (length === 2) return view.getUint16(at, LITTLE_ENDIAN) + 256;
  return length === 4
    ? view.getUint32(at, LITTLE_ENDIAN)
    : Number(view.getBigUint64(at, LITTLE_ENDIAN));
}

/** Where the last block ends. */
function blocksEnd(view: DataView, start: number): number {
  for (let at = start;;) {
    const head = view.getUint16(at, LITTLE_ENDIAN) |
      view.getUint8(at + 2) << 16;
    const isRepeated = (head >>> 1 & 3) === 1;
    at += 3 + (isRepeated ? 1 : head >>> 3);
    if ((head & 1) === 1) return at;
  }
}
