import { ModelError } from "../errors.ts";

/** Bytes of a message. */
export type Bytes = Uint8Array<ArrayBuffer>;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/**
 * A cursor over the fields of one protocol buffer message. Nothing is copied
 * or allocated until asked for, and every length is checked against the bytes
 * there are.
 *
 * Own code because a graph is patched, not understood: a field that this
 * reader does not know stays byte for byte, where a schema library drops it,
 * and the encoding is four wire types (the protocol buffers encoding guide).
 */
export class WireReader {
  /** The number of the current field. */
  field = 0;
  /** Where the current field's tag begins. */
  start = 0;
  /** Where the current field ends. */
  end = 0;
  readonly #bytes: Bytes;
  #wireType = 0;
  #valueStart = 0;

  /** Makes a cursor before the first field of a message. */
  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /**
   * Moves to the next field.
   *
   * @returns Whether there is one.
   * @throws {ModelError} If the bytes are not a protocol buffer message.
   */
  next(): boolean {
    const at = this.end;
    if (at === this.#bytes.length) return false;
    this.start = at;
    const tag = this.#varint(at);
    this.field = Math.floor(tag / 8);
    this.#wireType = tag % 8;
    if (this.field === 0 || this.field > 0x1fffffff) {
      throw damaged(`field number ${this.field} at byte ${at}`);
    }
    this.#valueStart = this.end;
    switch (this.#wireType) {
      case VARINT:
        this.#varint(this.end);
        break;
      case FIXED64:
        this.end += 8;
        break;
      case LENGTH: {
        const length = this.#varint(this.end);
        this.#valueStart = this.end;
        this.end += length;
        break;
      }
      case FIXED32:
        this.end += 4;
        break;
      default:
        throw damaged(`wire type ${this.#wireType} at byte ${this.start}`);
    }
    if (this.end > this.#bytes.length) {
      throw damaged(
        `a field of ${
          this.end - this.#valueStart
        } bytes where ${(this.#bytes.length - this.#valueStart)} are left`,
      );
    }
    return true;
  }

  /** Whether the current field holds bytes: a message, a text or packed numbers. */
  get isBytes(): boolean {
    return this.#wireType === LENGTH;
  }

  /** The bytes of the current field, shared with the message. */
  bytes(): Bytes {
    if (this.#wireType !== LENGTH) throw this.#unexpected("bytes");
    return this.#bytes.subarray(this.#valueStart, this.end);
  }

  /** The current field with its tag, shared with the message. */
  whole(): Bytes {
    return this.#bytes.subarray(this.start, this.end);
  }

  /** The first byte of the current field's value, `undefined` if it has none. */
  get firstByte(): number | undefined {
    return this.#valueStart < this.end
      ? this.#bytes[this.#valueStart]
      : undefined;
  }

  /** The text of the current field. */
  text(): string {
    try {
      return UTF8.decode(this.bytes());
    } catch (error) {
      if (error instanceof ModelError) throw error;
      throw damaged(`text that is not UTF-8 in field ${this.field}`);
    }
  }

  /** The current field as a number that must be whole and safe, and not negative. */
  size(): number {
    const value = this.int64();
    if (value < 0n || value > MAX_SAFE) {
      throw damaged(`the size ${value} in field ${this.field}`);
    }
    return Number(value);
  }

  /** The current field as a signed 64-bit integer. */
  int64(): bigint {
    if (this.#wireType !== VARINT) throw this.#unexpected("an integer");
    return int64At(this.#bytes, this.#valueStart);
  }

  /** Appends the integers of the current field, packed or single. */
  int64sInto(list: bigint[]): void {
    if (this.#wireType !== LENGTH) {
      list.push(this.int64());
      return;
    }
    const packed = this.bytes();
    for (let at = 0; at < packed.length;) {
      list.push(int64At(packed, at));
      while (packed[at]! >= 0x80) at++;
      at++;
    }
  }

  /** Appends the integers of the current field, packed or single, as numbers: exact up to 2^53, negative ones beyond. */
  countsInto(list: number[]): void {
    const { end } = this;
    let at = this.#valueStart;
    if (this.#wireType !== LENGTH && this.#wireType !== VARINT) {
      throw this.#unexpected("integers");
    }
    while (at < end) {
      list.push(this.#varint(at));
      at = this.end;
    }
    if (at !== end) {
      throw damaged(`a number across the end of field ${this.field}`);
    }
  }

  /** Reads an unsigned varint up to 2^53 (the rest is cut off); moves `end` behind it. */
  #varint(at: number): number {
    const first = this.#bytes[at];
    if (first !== undefined && first < 0x80) {
      this.end = at + 1;
      return first;
    }
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.#bytes[at + i];
      if (byte === undefined) throw damaged("the file ends within a number");
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.end = at + i + 1;
        return value;
      }
      scale *= 128;
    }
    throw damaged(`a number of more than ten bytes at byte ${at}`);
  }

  #unexpected(wanted: string): ModelError {
    return damaged(
      `wire type ${this.#wireType} in field ${this.field}, expected ${wanted}`,
    );
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function int64At(bytes: Bytes, at: number): bigint {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw damaged("the file ends within a number");
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return BigInt.asIntN(64, value);
  }
  throw damaged(`a number of more than ten bytes`);
}

function damaged(seen: string): ModelError {
  return new ModelError(
    `Cannot read the ONNX graph: it is damaged or no ONNX file: found ${seen}`,
  );
}
