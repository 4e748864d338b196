import type { Bytes } from "../../../frame/bytes.ts";

/** What bytes are read from. */
export interface ByteSource {
  /** Reads what is there, at least a byte; `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
}

const FIRST_SIZE = 4096;

/**
 * The bytes that a client sent, buffered. At most one read is on its way, so
 * that somebody may watch whether the client is still there while others wait
 * for its next request.
 */
export class ConnectionInput {
  readonly #source: ByteSource;
  readonly #maxBytes: number;
  #buffer: Bytes = new Uint8Array(FIRST_SIZE);
  #start = 0;
  #end = 0;
  #reading: Promise<boolean> | undefined;

  /**
   * Makes the input.
   *
   * @param source Where the bytes come from.
   * @param maxBytes The most bytes that are buffered.
   */
  constructor(source: ByteSource, maxBytes: number) {
    this.#source = source;
    this.#maxBytes = maxBytes;
  }

  /** What was read and not taken yet; valid until the next read. */
  get buffered(): Bytes {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** How many bytes are buffered. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Whether no more fits into the buffer. */
  get isFull(): boolean {
    return this.length >= this.#maxBytes;
  }

  /**
   * Takes bytes out of the buffer.
   *
   * @param count How many, at most `length`.
   */
  skip(count: number): void {
    this.#start += count;
  }

  /**
   * Takes bytes out of the buffer, in a copy.
   *
   * @param count How many, at most `length`.
   * @returns The bytes.
   */
  take(count: number): Bytes {
    const bytes = this.#buffer.slice(this.#start, this.#start + count);
    this.#start += count;
    return bytes;
  }

  /**
   * Reads more into the buffer, which is not full.
   *
   * @returns Whether there was more; false at the end.
   * @throws If the connection broke.
   */
  fill(): Promise<boolean> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  /**
   * Reads straight into a buffer, past our own.
   *
   * @param into Where to; not empty.
   * @returns How many bytes were read; 0 at the end.
   * @throws If the connection broke.
   */
  async readInto(into: Bytes): Promise<number> {
    for (;;) {
      if (this.length > 0) {
        const count = Math.min(into.length, this.length);
        into.set(this.buffered.subarray(0, count));
        this.#start += count;
        return count;
      }
      if (this.#reading === undefined) return await this.#readPast(into);
      if (!await this.#reading) return 0;
    }
  }

  async #readPast(into: Bytes): Promise<number> {
    const read = this.#source.read(into);
    // Nobody else may read meanwhile: bytes would change their order.
    this.#reading = read.then((count) => count !== null);
    // Who asked for the bytes is told; others may not be waiting.
    this.#reading.catch(() => {});
    try {
      return await read ?? 0;
    } finally {
      this.#reading = undefined;
    }
  }

  async #read(): Promise<boolean> {
    this.#makeRoom();
    try {
      const count = await this.#source.read(this.#buffer.subarray(this.#end));
      this.#end += count ?? 0;
      return count !== null;
    } finally {
      this.#reading = undefined;
    }
  }

  #makeRoom(): void {
    if (this.#start === this.#end) this.#start = this.#end = 0;
    if (this.#end < this.#buffer.length) return;
    const { length } = this;
    const target = length < this.#buffer.length
      ? this.#buffer
      : new Uint8Array(Math.min(this.#maxBytes, 4 * this.#buffer.length));
    target.set(this.buffered);
    this.#buffer = target;
    this.#start = 0;
    this.#end = length;
  }
}
