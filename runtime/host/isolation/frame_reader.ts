import type { Bytes } from "../../../frame/bytes.ts";
import { type Frame, frameIn, frameSize } from "./frame.ts";

/** Reads frames from bytes as they come. */
export class FrameReader {
  readonly #hear: (frame: Frame) => void;
  /** What came of a frame that is not whole yet. */
  #rest: Bytes = new Uint8Array();
  #length = 0;

  /**
   * Makes the reader.
   *
   * @param hear Called with each frame, in order.
   */
  constructor(hear: (frame: Frame) => void) {
    this.#hear = hear;
  }

  /**
   * Takes what came.
   *
   * @param bytes The bytes, which the caller may reuse afterwards.
   * @throws {RangeError} If they are no frames.
   */
  push(bytes: Uint8Array): void {
    let chunk = bytes;
    if (this.#length > 0) {
      this.#keep(bytes);
      chunk = this.#rest.subarray(0, this.#length);
    }
    let begin = 0;
    for (;;) {
      const size = frameSize(chunk.subarray(begin));
      if (size > chunk.length - begin) break;
      this.#hear(frameIn(chunk.subarray(begin, begin + size)));
      begin += size;
    }
    const left = chunk.subarray(begin);
    if (this.#length === 0) return this.#keep(left);
    this.#rest.copyWithin(0, begin, this.#length);
    this.#length -= begin;
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#rest.length) {
      const grown = new Uint8Array(Math.max(length, this.#rest.length * 2));
      grown.set(this.#rest.subarray(0, this.#length));
      this.#rest = grown;
    }
    this.#rest.set(bytes, this.#length);
    this.#length = length;
  }
}
