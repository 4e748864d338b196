import type { Bytes } from "../../../frame/bytes.ts";

/** What one process tells another. */
export interface Frame {
  /** What it is. */
  readonly kind: number;
  /** Which request it is about; 0 for none. */
  readonly id: number;
  /** What is to be known, as JSON; empty for nothing. */
  readonly head: string;
  /** What belongs to it as it is. */
  readonly body: Bytes;
}

/** What a frame has beside its kind and its request. */
export interface FrameContent {
  /** What is to be known; it is sent as JSON. */
  readonly head?: unknown;
  /** What belongs to it as it is; the bytes may change when it was sent. */
  readonly body?: Uint8Array;
}

/** Sends frames, in order. */
export interface FrameSender {
  /**
   * Sends a frame.
   *
   * @param kind What it is.
   * @param id Which request it is about.
   * @param content What else it has.
   */
  send(kind: number, id: number, content?: FrameContent): void;
}

/** Sends frames, also several at once. */
export interface GroupSender extends FrameSender {
  /**
   * Sends what belongs together at once.
   *
   * @param body Sends it, and does nothing else.
   */
  together(body: () => void): void;
}

/** The lengths of the head and the body, the id, and the kind. */
export const PREFIX_BYTES = 13;
/** Above this a frame is no frame. */
const MAX_FRAME_BYTES = 2 ** 31;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
const NOTHING = new Uint8Array();

/**
 * A frame as bytes.
 *
 * @param kind What it is.
 * @param id Which request it is about.
 * @param content What else it has.
 * @returns The bytes.
 */
export function frameBytes(
  kind: number,
  id: number,
  { head, body = NOTHING }: FrameContent = {},
): Bytes {
  const text = head === undefined ? NOTHING : ENCODER.encode(
    JSON.stringify(head),
  );
  const bytes = new Uint8Array(PREFIX_BYTES + text.length + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length);
  view.setUint32(4, body.length);
  view.setUint32(8, id);
  view.setUint8(12, kind);
  bytes.set(text, PREFIX_BYTES);
  bytes.set(body, PREFIX_BYTES + text.length);
  return bytes;
}

/**
 * How many bytes the frame has that begins here.
 *
 * @param bytes What there is of it.
 * @returns How many; those of its beginning where that is not here yet.
 * @throws {RangeError} If it is no frame.
 */
export function frameSize(bytes: Uint8Array): number {
  if (bytes.length < PREFIX_BYTES) return PREFIX_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const size = PREFIX_BYTES + view.getUint32(0) + view.getUint32(4);
  if (size <= MAX_FRAME_BYTES) return size;
  throw new RangeError(`Cannot read a frame of ${size} bytes`);
}

/**
 * Reads a frame.
 *
 * @param bytes All of it.
 * @returns The frame; its body is a copy.
 */
export function frameIn(bytes: Uint8Array): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const bodyAt = PREFIX_BYTES + view.getUint32(0);
  return {
    kind: view.getUint8(12),
    id: view.getUint32(8),
    head: bodyAt === PREFIX_BYTES
      ? ""
      : DECODER.decode(bytes.subarray(PREFIX_BYTES, bodyAt)),
    body: bytes.slice(bodyAt),
  };
}
