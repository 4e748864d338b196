import { ModelError } from "../errors.ts";
import type { Bytes } from "../artifact_store.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const LITTLE_ENDIAN = true;

/** A place in a file: reads what stands there and moves on, never beyond the end. */
export class ByteCursor {
  /** The whole file. */
  readonly bytes: Bytes;
  /** Where the file is, for messages. */
  readonly location: string;
  /** The next byte to read. */
  position = 0;
  readonly #view: DataView<ArrayBuffer>;

  /** Makes a cursor at the start of a file. */
  constructor(bytes: Bytes, location: string) {
    this.bytes = bytes;
    this.location = location;
    this.#view = new DataView(
      bytes.buffer,
      bytes.byteOffset,
      bytes.byteLength,
    );
  }

  /** How many bytes there are from here to the end. */
  get remaining(): number {
    return this.bytes.length - this.position;
  }

  /**
   * An error that says where it is.
   *
   * @param problem What was seen and expected.
   * @returns The error, to be thrown.
   */
  error(problem: string): ModelError {
    return new ModelError(
      `Cannot read ${this.location} at byte ${this.position}: ${problem}`,
    );
  }

  /** The next byte. */
  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  /** The next two bytes as a number, lowest first. */
  uint16(): number {
    return this.#view.getUint16(this.#advance(2), LITTLE_ENDIAN);
  }

  /** The next four bytes as a number, lowest first. */
  uint32(): number {
    return this.#view.getUint32(this.#advance(4), LITTLE_ENDIAN);
  }

  /** The next four bytes as a signed number, lowest first. */
  int32(): number {
    return this.#view.getInt32(this.#advance(4), LITTLE_ENDIAN);
  }

  /** The next eight bytes as a length, which cannot be longer than the rest of the file. */
  length64(): number {
    const at = this.#advance(8);
    const length = this.#view.getUint32(at + 4, LITTLE_ENDIAN) * 4294967296 +
      this.#view.getUint32(at, LITTLE_ENDIAN);
    return length;
  }

  /** The next eight bytes as a double, highest first. */
  float64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  /** The next bytes, as a part of the file that is not copied. */
  take(length: number): Bytes {
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  /** The next bytes as text in UTF-8. */
  text(length: number): string {
    const start = this.#advance(length);
    if (length < 24) {
      const text = this.#ascii(start, length);
      if (text !== undefined) return text;
    }
    try {
      return UTF8.decode(this.bytes.subarray(start, start + length));
    } catch {
      throw this.error("a string is not valid UTF-8");
    }
  }

  /** The bytes up to the next line feed as text; the line feed is passed over. */
  line(): string {
    const end = this.bytes.indexOf(10, this.position);
    if (end === -1) throw this.error("the file ends within a line");
    const text = this.text(end - this.position);
    this.position = end + 1;
    return text;
  }

  /** Most strings are short names, which a decoder costs more than they do. */
  #ascii(start: number, length: number): string | undefined {
    const bytes = this.bytes.subarray(start, start + length);
    for (let i = 0; i < length; i++) {
      if (bytes[i]! > 127) return undefined;
    }
    return String.fromCharCode(...bytes);
  }

  #advance(length: number): number {
    const start = this.position;
    if (!(length <= this.remaining)) {
      throw this.error(
        `expected ${length} more bytes, found ${this.remaining}`,
      );
    }
    this.position = start + length;
    return start;
  }
}
