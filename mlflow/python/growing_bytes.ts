import type { Bytes } from "../artifact_store.ts";
import { tooLarge } from "./decompress.ts";

/** Bytes that grow as they are decompressed, up to a limit. */
export class GrowingBytes {
  /** How many bytes there are. */
  length = 0;
  readonly #location: string;
  readonly #maxBytes: number;
  #buffer: Bytes = new Uint8Array(1 << 16);

  /** Makes none yet; `location` is where the file is, for messages. */
  constructor(
    options: { readonly location: string; readonly maxBytes: number },
  ) {
    this.#location = options.location;
    this.#maxBytes = options.maxBytes;
  }

  /** Appends one byte. */
  push(byte: number): void {
    if (
      this.length === this.#buffer.length || this.length >= this.#maxBytes
    ) this.#reserve(1);
    this.#buffer[this.length++] = byte;
  }

  /** Appends bytes. */
  append(bytes: Bytes): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Appends one byte many times. */
  fill(byte: number, count: number): void {
    this.#reserve(count);
    this.#buffer.fill(byte, this.length, this.length + count);
    this.length += count;
  }

  /** Appends what stands `distance` bytes back, which may be what it appends. */
  repeat(distance: number, length: number): void {
    this.#reserve(length);
    const buffer = this.#buffer;
    const end = this.length + length;
    for (let at = this.length; at < end; at++) {
      buffer[at] = buffer[at - distance]!;
    }
    this.length = end;
  }

  /** The byte that stands `distance` bytes back, or 0 before the first. */
  back(distance: number): number {
    return this.length < distance ? 0 : this.#buffer[this.length - distance]!;
  }

  /** All bytes from a position on, which are not copied. */
  bytes(start: number = 0): Bytes {
    return this.#buffer.subarray(start, this.length);
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.#maxBytes) {
      throw tooLarge(this.#location, this.#maxBytes);
    }
    if (needed <= this.#buffer.length) return;
    const size = Math.max(needed, this.#buffer.length * 2);
    const grown = new Uint8Array(Math.min(size, this.#maxBytes));
    grown.set(this.#buffer.subarray(0, this.length));
    this.#buffer = grown;
  }
}
