import type { ByteWriter } from "./byte_writer.ts";
import type { Float32Column, Float64Column } from "./column.ts";

/** Rows are written in blocks of about this many numbers. */
const BLOCK_CELLS = 2048;
/** The longest double in JSON, `-2.2250738585072014e-308`, its comma, and `.0`. */
const MAX_CELL_BYTES = 27;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const LETTER_E = 0x65;
const LETTER_N = 0x6e;
const BRACKET = 0x5d;
const BRACE = 0x7d;

/** The keys of a row as bytes, one after the other. */
interface KeyBytes {
  readonly bytes: Uint8Array;
  /** Where each key ends. */
  readonly ends: readonly number[];
}

/**
 * Writes the rows of a frame of nothing but floats, joined by commas. Much
 * faster than text a cell at a time: the numbers of a block of rows become
 * JSON in one call, and then their bytes and those of the keys are merged.
 *
 * @param writer Where to write.
 * @param columns The columns, all of one length.
 * @param keys The key of each cell as JSON text with what precedes and follows it, as in `,"age":`.
 */
export function writeFloatRecords(
  writer: ByteWriter,
  columns: readonly (Float64Column | Float32Column)[],
  keys: readonly string[],
): void {
  const width = columns.length;
  const length = columns[0]!.values.length;
  const blockRows = Math.max(1, Math.floor(BLOCK_CELLS / width));
  const keyBytes = keyBytesOf(keys);
  const encoder = new TextEncoder();
  const source = new Uint8Array(blockRows * width * MAX_CELL_BYTES + 2);
  let numbers: number[] = new Array(blockRows * width).fill(0.5);
  for (let from = 0; from < length; from += blockRows) {
    const rows = Math.min(blockRows, length - from);
    if (rows < blockRows) numbers = new Array(rows * width).fill(0.5);
    for (let i = 0; i < width; i++) {
      const { values } = columns[i]!;
      let at = i;
      for (let row = from; row < from + rows; row++) {
        numbers[at] = values[row]!;
        at += width;
      }
    }
    encoder.encodeInto(JSON.stringify(numbers), source);
    merge(writer, source, { keyBytes, numbers, rows, comma: from > 0 });
  }
}

function merge(
  writer: ByteWriter,
  source: Uint8Array,
  block: {
    readonly keyBytes: KeyBytes;
    readonly numbers: readonly number[];
    readonly rows: number;
    readonly comma: boolean;
  },
): void {
  const { bytes: keys, ends } = block.keyBytes;
  const width = ends.length;
  const target = writer.room(
    block.rows * (keys.length + width * MAX_CELL_BYTES + 3),
  );
  let to = writer.length;
  let from = 1;
  for (let row = 0; row < block.rows; row++) {
    if (row > 0 || block.comma) target[to++] = COMMA;
    let key = 0;
    for (let i = 0; i < width; i++) {
      const end = ends[i]!;
      while (key < end) target[to++] = keys[key++]!;
      let byte = source[from++]!;
      let isWhole = byte !== LETTER_N;
      // JSON.stringify writes -0 as 0.
      if (byte === ZERO && Object.is(block.numbers[row * width + i], -0)) {
        target[to++] = MINUS;
      }
      while (byte !== COMMA && byte !== BRACKET) {
        if (byte === DOT || byte === LETTER_E) isWhole = false;
        target[to++] = byte;
        byte = source[from++]!;
      }
      if (isWhole) {
        target[to++] = DOT;
        target[to++] = ZERO;
      }
    }
    target[to++] = BRACE;
  }
  writer.advance(to);
}

function keyBytesOf(keys: readonly string[]): KeyBytes {
  const encoder = new TextEncoder();
  const parts = keys.map((key, i) => encoder.encode(i === 0 ? `{${key}` : key));
  const ends: number[] = [];
  let length = 0;
  for (const part of parts) ends.push(length += part.length);
  const bytes = new Uint8Array(length);
  for (const [i, part] of parts.entries()) {
    bytes.set(part, ends[i]! - part.length);
  }
  return { bytes, ends };
}
