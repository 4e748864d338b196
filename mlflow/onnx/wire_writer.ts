import { joinChunks } from "../../ground/join_chunks.ts";
import { type Bytes, WireReader } from "./wire_reader.ts";

const UTF8 = new TextEncoder();

/**
 * A protocol buffer message under construction: a list of parts, put together
 * once at the end, so that weights are copied once however deep they lie.
 */
export class WireWriter {
  /** How many bytes there are. */
  length = 0;
  readonly #parts: Uint8Array[] = [];

  /** Appends bytes as they are. */
  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.length += bytes.length;
    return this;
  }

  /** Appends a field that holds an integer from 0 to 2^53. */
  integer(field: number, value: number): this {
    return this.raw(varint(field * 8)).raw(varint(value));
  }

  /** Appends a field that holds bytes or a finished message. */
  bytes(field: number, value: Uint8Array | WireWriter): this {
    this.raw(varint(field * 8 + 2)).raw(varint(value.length));
    if (value instanceof Uint8Array) return this.raw(value);
    for (const part of value.#parts) this.#parts.push(part);
    this.length += value.length;
    return this;
  }

  /** Appends a field that holds text. */
  text(field: number, value: string): this {
    return this.bytes(field, UTF8.encode(value));
  }

  /** Puts the parts together. */
  finish(): Bytes {
    return joinChunks(this.#parts, this.length);
  }
}

/** What becomes of a field: `"keep"`, `"drop"`, or other content under the same number. */
export type Edit = "keep" | "drop" | WireWriter;

/**
 * Copies a message field by field, with some replaced.
 *
 * @param message The message.
 * @param edit Says what becomes of the field the reader stands on.
 * @returns The copy; `undefined` if every field was kept.
 */
export function rewrite(
  message: Bytes,
  edit: (reader: WireReader) => Edit,
): WireWriter | undefined {
  const reader = new WireReader(message);
  let result: WireWriter | undefined;
  let keptFrom = 0;
  while (reader.next()) {
    const change = edit(reader);
    if (change === "keep") continue;
    result ??= new WireWriter();
    result.raw(message.subarray(keptFrom, reader.start));
    keptFrom = reader.end;
    if (change !== "drop") result.bytes(reader.field, change);
  }
  return result?.raw(message.subarray(keptFrom));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
