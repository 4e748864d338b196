import type { Bytes } from "../artifact_store.ts";
import { damaged } from "./decompress.ts";
import { GrowingBytes } from "./growing_bytes.ts";

const BLOCK = 0x314159;
const BLOCK_END = 0x265359;
const FOOTER = 0x177245;
const FOOTER_END = 0x385090;

const LEVEL_BYTES = 100_000;
const MAX_LEVEL = 9;
const MAX_CODE_BITS = 20;
/** Symbols that one selector is for. */
const GROUP_SYMBOLS = 50;
const POLYNOMIAL = 0x04c11db7;

/** What is said of a file that is not bzip2. */
class Damage extends Error {}

/**
 * Decompresses bzip2 streams, one after another, as Python's `bz2` writes them.
 * The checksums of blocks and streams are held. (Format: "BZIP2: Format
 * Specification" by J. Tsai, after the program by J. Seward.)
 *
 * @param bytes The streams; anything else that follows them is passed over.
 * @param options Where it is, for messages, and how large it may become.
 * @returns The data.
 * @throws {ModelError} If the data is damaged or becomes larger.
 */
export function decompressBzip2(
  bytes: Bytes,
  options: { readonly location: string; readonly maxBytes: number },
): Bytes {
  const output = new GrowingBytes(options);
  const bits = new BitReader(bytes);
  try {
    // Made once: a file may have very many streams.
    const space = {
      table: new Uint32Array(MAX_LEVEL * LEVEL_BYTES),
      checksums: checksumTable(),
    };
    do readStream(bits, output, space); while (bits.isAt("BZh"));
  } catch (cause) {
    if (!(cause instanceof Damage)) throw cause;
    throw damaged(options.location, "bz2", { cause });
  }
  return output.bytes();
}

function readStream(
  bits: BitReader,
  output: GrowingBytes,
  space: { readonly table: Uint32Array; readonly checksums: Int32Array },
): void {
  if (!bits.isAt("BZh")) throw new Damage("expected a stream");
  bits.take(24);
  const level = bits.take(8) - 48;
  if (level < 1 || level > MAX_LEVEL) {
    throw new Damage("an unknown size of blocks");
  }
  const table = space.table.subarray(0, level * LEVEL_BYTES);
  let combined = 0;
  for (;;) {
    const [high, low] = [bits.take(24), bits.take(24)];
    const checksum = bits.take32();
    if (high === FOOTER && low === FOOTER_END) {
      if (checksum !== combined >>> 0) throw new Damage("checksum of a stream");
      bits.align();
      return;
    }
    if (high !== BLOCK || low !== BLOCK_END) throw new Damage("no block");
    const start = output.length;
    readBlock(bits, table, output);
    if (checksumOf(output.bytes(start), space.checksums) !== checksum) {
      throw new Damage("checksum of a block");
    }
    combined = (combined << 1 | combined >>> 31) ^ checksum;
  }
}

function readBlock(
  bits: BitReader,
  table: Uint32Array,
  output: GrowingBytes,
): void {
  // Programs have not written randomised blocks since 1999.
  if (bits.take(1) !== 0) throw new Damage("a randomised block");
  const origin = bits.take(24);
  const order = readUsedBytes(bits);
  const symbols = order.length + 2;
  const codeCount = bits.take(3);
  if (codeCount < 2 || codeCount > 6) throw new Damage("the count of codes");
  const selectors = readSelectors(bits, codeCount);
  const codes: Code[] = [];
  for (let i = 0; i < codeCount; i++) codes.push(new Code(bits, symbols));
  const count = readSymbols(bits, { codes, selectors, order, table });
  if (origin >= count) throw new Damage("the place of the first byte");
  undoSorting(table, count);
  undoRuns(table, { count, origin, output });
}

/** The bytes that a block uses, in order. */
function readUsedBytes(bits: BitReader): Uint8Array {
  const used: number[] = [];
  const groups = bits.take(16);
  for (let group = 0; group < 16; group++) {
    if ((groups & (0x8000 >> group)) === 0) continue;
    const members = bits.take(16);
    for (let i = 0; i < 16; i++) {
      if ((members & (0x8000 >> i)) !== 0) used.push(group * 16 + i);
    }
  }
  if (used.length === 0) throw new Damage("a block of no bytes");
  return Uint8Array.from(used);
}

/** Which code each group of symbols is in. */
function readSelectors(bits: BitReader, codeCount: number): Uint8Array {
  const selectors = new Uint8Array(bits.take(15));
  const order = Uint8Array.of(0, 1, 2, 3, 4, 5);
  for (let i = 0; i < selectors.length; i++) {
    let index = 0;
    while (bits.take(1) === 1) {
      if (++index >= codeCount) throw new Damage("a selector");
    }
    selectors[i] = moveToFront(order, index);
  }
  return selectors;
}

function moveToFront(order: Uint8Array, index: number): number {
  const value = order[index]!;
  for (let i = index; i > 0; i--) order[i] = order[i - 1]!;
  order[0] = value;
  return value;
}

/** Reads a block's sorted bytes into the table. Returns how many there are. */
function readSymbols(
  bits: BitReader,
  block: {
    readonly codes: readonly Code[];
    readonly selectors: Uint8Array;
    readonly order: Uint8Array;
    readonly table: Uint32Array;
  },
): number {
  const { codes, selectors, order, table } = block;
  const end = order.length + 1;
  let count = 0;
  let run = 0;
  let weight = 1;
  for (let group = 0; group < selectors.length; group++) {
    const code = codes[selectors[group]!]!;
    for (let i = 0; i < GROUP_SYMBOLS; i++) {
      const symbol = code.read(bits);
      if (symbol < 2) {
        // Symbols 0 and 1 are digits, 1 and 2, of a run's length.
        run += weight << symbol;
        weight *= 2;
        if (run > table.length - count) throw new Damage("a block's length");
        continue;
      }
      if (run > 0) {
        table.fill(order[0]!, count, count + run);
        count += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) return count;
      if (count === table.length) throw new Damage("a block's length");
      table[count++] = moveToFront(order, symbol - 1);
    }
  }
  throw new Damage("a block has no end");
}

/** Puts above each byte's 8 bits where the byte is that follows it. */
function undoSorting(table: Uint32Array, count: number): void {
  const places = new Uint32Array(256);
  for (let i = 0; i < count; i++) places[table[i]! & 255]!++;
  let place = 0;
  for (let byte = 0; byte < 256; byte++) {
    const next = place + places[byte]!;
    places[byte] = place;
    place = next;
  }
  for (let i = 0; i < count; i++) {
    const byte = table[i]! & 255;
    table[places[byte]!]! |= i << 8;
    places[byte]!++;
  }
}

/** Four equal bytes are followed by how often the byte is repeated. */
function undoRuns(
  table: Uint32Array,
  block: {
    readonly count: number;
    readonly origin: number;
    readonly output: GrowingBytes;
  },
): void {
  const { count, origin, output } = block;
  let entry = table[origin]! >>> 8;
  let previous = -1;
  let equal = 0;
  for (let i = 0; i < count; i++) {
    const next = table[entry]!;
    const byte = next & 255;
    entry = next >>> 8;
    if (equal === 4) {
      output.fill(previous, byte);
      previous = -1;
      equal = 0;
      continue;
    }
    output.push(byte);
    equal = byte === previous ? equal + 1 : 1;
    previous = byte;
  }
}

/** A canonical Huffman code. */
class Code {
  /** For each length, the first window that is of a longer code. */
  readonly #limits = new Int32Array(MAX_CODE_BITS + 1);
  /** For each length, what makes a code the place of its symbol. */
  readonly #offsets = new Int32Array(MAX_CODE_BITS + 1);
  readonly #symbols: Uint16Array;

  constructor(bits: BitReader, symbolCount: number) {
    const lengths = readLengths(bits, symbolCount);
    this.#symbols = new Uint16Array(symbolCount);
    let code = 0;
    let place = 0;
    for (let length = 1; length <= MAX_CODE_BITS; length++) {
      this.#offsets[length] = place - code;
      for (let symbol = 0; symbol < symbolCount; symbol++) {
        if (lengths[symbol] !== length) continue;
        this.#symbols[place++] = symbol;
        code++;
      }
      if (code > 1 << length) throw new Damage("a code of too many symbols");
      this.#limits[length] = code << (MAX_CODE_BITS - length);
      code *= 2;
    }
  }

  read(bits: BitReader): number {
    const window = bits.peek(MAX_CODE_BITS);
    let length = 1;
    while (window >= this.#limits[length]!) {
      if (++length > MAX_CODE_BITS) throw new Damage("a code of no symbol");
    }
    bits.skip(length);
    const code = window >>> (MAX_CODE_BITS - length);
    return this.#symbols[code + this.#offsets[length]!]!;
  }
}

function readLengths(bits: BitReader, symbolCount: number): Uint8Array {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.take(5);
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) throw new Damage("a length");
      if (bits.take(1) === 0) break;
      length += bits.take(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return lengths;
}

/** Reads bits, highest first. */
class BitReader {
  readonly #bytes: Bytes;
  #position = 0;
  #held = 0;
  #heldBits = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** Whether the text stands at this place, which is the start of a byte. */
  isAt(text: string): boolean {
    const at = this.#position - this.#heldBits / 8;
    for (let i = 0; i < text.length; i++) {
      if (this.#bytes[at + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  /** The next bits, 24 at most, which stay. */
  peek(count: number): number {
    while (this.#heldBits < count) {
      if (this.#position === this.#bytes.length) throw new Damage("the end");
      this.#held = this.#held << 8 | this.#bytes[this.#position++]!;
      this.#heldBits += 8;
    }
    return this.#held >>> (this.#heldBits - count) & ((1 << count) - 1);
  }

  /** Passes over bits that were peeked at. */
  skip(count: number): void {
    this.#heldBits -= count;
  }

  /** The next bits, 24 at most. */
  take(count: number): number {
    const bits = this.peek(count);
    this.#heldBits -= count;
    return bits;
  }

  take32(): number {
    return this.take(16) * 65536 + this.take(16);
  }

  /** Passes over what is left of a byte. */
  align(): void {
    this.#heldBits -= this.#heldBits % 8;
  }
}

function checksumTable(): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      rest = rest << 1 ^ (rest < 0 ? POLYNOMIAL : 0);
    }
    table[byte] = rest;
  }
  return table;
}

function checksumOf(bytes: Bytes, table: Int32Array): number {
  let rest = -1;
  for (let i = 0; i < bytes.length; i++) {
    rest = rest << 8 ^ table[rest >>> 24 ^ bytes[i]!]!;
  }
  return ~rest >>> 0;
}
