import type { Bytes } from "../../../frame/bytes.ts";
import { ScoringError } from "../../errors.ts";
import type { ConnectionInput } from "./connection_input.ts";

/** The body of one request, read once, when it is asked for. */
export interface RequestBody {
  /** Whether nothing of it is left to be read. */
  readonly isRead: boolean;
  /**
   * The next bytes.
   *
   * @returns Some bytes; `undefined` at the end.
   * @throws {ScoringError} If the client left, or frames its body wrongly.
   */
  next(): Promise<Bytes | undefined>;
  /**
   * All bytes.
   *
   * @returns The bytes, in an array of their own.
   * @throws {ScoringError} If the client left, or frames its body wrongly.
   */
  bytes(): Promise<Bytes>;
}

/** Memory that is taken for a body of which nothing has come yet. */
const FIRST_BYTES = 1 << 20;
const CHUNK_BYTES = 64 * 1024;
/** A chunk's size with its extensions, and the trailers, which mean nothing here. */
const MAX_CHUNK_LINE = 4096;
const MAX_TRAILER_LINES = 64;

/** A body whose length is known. */
export class DeclaredBody implements RequestBody {
  readonly #input: ConnectionInput;
  #left: number;

  /**
   * Makes the body.
   *
   * @param input The connection, at the first byte of the body.
   * @param length How many bytes it has.
   */
  constructor(input: ConnectionInput, length: number) {
    this.#input = input;
    this.#left = length;
  }

  get isRead(): boolean {
    return this.#left === 0;
  }

  async next(): Promise<Bytes | undefined> {
    if (this.#left === 0) return undefined;
    const bytes = new Uint8Array(Math.min(this.#left, CHUNK_BYTES));
    const count = await this.#readInto(bytes);
    return bytes.subarray(0, count);
  }

  async bytes(): Promise<Bytes> {
    if (this.#input.length >= this.#left) {
      const bytes = this.#input.take(this.#left);
      this.#left = 0;
      return bytes;
    }
    const length = this.#left;
    // Who only promises a large body gets no memory for it.
    let bytes = new Uint8Array(Math.min(length, FIRST_BYTES));
    for (let at = 0; at < length;) {
      if (at === bytes.length) {
        const larger = new Uint8Array(length);
        larger.set(bytes);
        bytes = larger;
      }
      at += await this.#readInto(bytes.subarray(at));
    }
    return bytes;
  }

  async #readInto(into: Bytes): Promise<number> {
    const count = await this.#input.readInto(into);
    if (count === 0) throw clientGone();
    this.#left -= count;
    return count;
  }
}

/** A body in chunks, each with its size before it (RFC 9112, section 7.1). */
export class ChunkedBody implements RequestBody {
  readonly #input: ConnectionInput;
  /** What is left of the chunk; `undefined` before a chunk's size. */
  #left: number | undefined;
  #isRead = false;

  /**
   * Makes the body.
   *
   * @param input The connection, at the first byte of the body.
   */
  constructor(input: ConnectionInput) {
    this.#input = input;
  }

  get isRead(): boolean {
    return this.#isRead;
  }

  async next(): Promise<Bytes | undefined> {
    if (this.#isRead) return undefined;
    this.#left ??= chunkSize(await this.#line());
    if (this.#left === 0) {
      await this.#skipTrailers();
      this.#isRead = true;
      return undefined;
    }
    const bytes = new Uint8Array(Math.min(this.#left, CHUNK_BYTES));
    const count = await this.#input.readInto(bytes);
    if (count === 0) throw clientGone();
    this.#left -= count;
    if (this.#left === 0) {
      if (await this.#line() !== "") {
        throw malformed("a chunk is longer than its size says");
      }
      this.#left = undefined;
    }
    return bytes.subarray(0, count);
  }

  async bytes(): Promise<Bytes> {
    const chunks: Bytes[] = [];
    for (;;) {
      const chunk = await this.next();
      if (chunk === undefined) return await new Blob(chunks).bytes();
      chunks.push(chunk);
    }
  }

  async #skipTrailers(): Promise<void> {
    for (let lines = 0; await this.#line() !== ""; lines++) {
      if (lines === MAX_TRAILER_LINES) {
        throw malformed("it has too many trailers");
      }
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const bytes = this.#input.buffered;
      const end = bytes.indexOf(0x0a);
      if (end > 0 && bytes[end - 1] === 0x0d && end <= MAX_CHUNK_LINE) {
        const line = String.fromCharCode(...bytes.subarray(0, end - 1));
        this.#input.skip(end + 1);
        return line;
      }
      if (end >= 0 || bytes.length > MAX_CHUNK_LINE) {
        throw malformed("the line before a chunk is too long or does not end");
      }
      if (!await this.#input.fill()) throw clientGone();
    }
  }
}

function chunkSize(line: string): number {
  const match = /^([0-9A-Fa-f]{1,13})(?:;[\t -~\x80-\xff]*)?$/.exec(line);
  if (match === null) throw malformed("a chunk has no size before it");
  return parseInt(match[1]!, 16);
}

function malformed(seen: string): ScoringError {
  return new ScoringError(
    "bad-input",
    `Cannot read the body in chunks: ${seen}; send it as HTTP/1.1 has it`,
  );
}

/** The client left before its request was whole. */
export function clientGone(): ScoringError {
  return new ScoringError(
    "client-gone",
    "Cannot read the request: the client closed the connection before its end",
  );
}
