const INITIAL_BYTES = 16 * 1024;
const KEPT_BYTES = 1024 * 1024;

/** Bytes that grow: text and bytes are encoded in place, and the memory is reused. */
export class ByteWriter {
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(INITIAL_BYTES);
  #length = 0;

  /** The number of bytes that are held. */
  get length(): number {
    return this.#length;
  }

  /**
   * Appends text as UTF-8.
   *
   * @param text The text.
   * @returns The number of bytes it took.
   */
  append(text: string): number {
    this.#reserve(text.length * 3);
    const { written } = this.#encoder.encodeInto(
      text,
      this.#bytes.subarray(this.#length),
    );
    this.#length += written;
    return written;
  }

  /**
   * Room to write bytes to, from the position `length` on; what was written
   * counts once {@linkcode ByteWriter.advance} is called.
   *
   * @param bytes How many bytes may be written.
   * @returns All bytes, valid until the next change.
   */
  room(bytes: number): Uint8Array<ArrayBuffer> {
    this.#reserve(bytes);
    return this.#bytes;
  }

  /**
   * Takes bytes that were written to the room.
   *
   * @param length The length with them.
   */
  advance(length: number): void {
    this.#length = length;
  }

  /**
   * The bytes that are held from a position on, valid until the next change.
   *
   * @param from The position.
   * @returns A view of the bytes.
   */
  view(from = 0): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(from, this.#length);
  }

  /**
   * Forgets what follows a position.
   *
   * @param length The number of bytes to keep.
   */
  truncate(length: number): void {
    this.#length = length;
    if (length === 0 && this.#bytes.length > KEPT_BYTES) {
      this.#bytes = new Uint8Array(INITIAL_BYTES);
    }
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
