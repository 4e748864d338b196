import type { Bytes } from "../artifact_store.ts";
import { ByteCursor } from "./byte_cursor.ts";
import { damaged, tooLarge } from "./decompress.ts";
import { GrowingBytes } from "./growing_bytes.ts";

/** 3 bits of literal context, none of literal position, 2 of position: all that Python's presets write. */
const PROPERTIES = 0x5d;
const LITERAL_CONTEXT_BITS = 3;
const POSITION_MASK = 3;
const LITERAL_SIZE = 0x300;

const STATES = 12;
/** States from here on follow a match. */
const AFTER_MATCH = 7;
const MIN_MATCH = 2;
/** The distance that marks the end of the data. */
const END_MARKER = 0xffffffff;
/** Bits of a distance from its 15th on are in the low bits' code but for the lowest four. */
const FIRST_DIRECT_SLOT = 14;
const ALIGN_BITS = 4;

const UNKNOWN_SIZE = 0xffffffff;
const PROBABILITY_BITS = 11;
const ADAPT_SHIFT = 5;
const MIN_RANGE = 0x1000000;

/** What is said of data that is not LZMA. */
class Damage extends Error {}

/**
 * Decompresses an `.lzma` file ("LZMA alone"), as joblib and Python's
 * `lzma.FORMAT_ALONE` write it. The format has no checksum, but an end that
 * must be met. (Format: "LZMA specification" by I. Pavlov, 2015.)
 *
 * @param bytes The file; what follows the data is passed over.
 * @param options Where it is, for messages, and how large it may become.
 * @returns The data.
 * @throws {ModelError} If the data is damaged, of other properties than Python's, or becomes larger.
 */
export function decompressLzma(
  bytes: Bytes,
  options: { readonly location: string; readonly maxBytes: number },
): Bytes {
  const cursor = new ByteCursor(bytes, options.location);
  const properties = cursor.uint8();
  if (properties !== PROPERTIES) {
    throw cursor.error(`LZMA properties ${properties}, expected ${PROPERTIES}`);
  }
  cursor.take(4);
  const [low, high] = [cursor.uint32(), cursor.uint32()];
  const isUnknown = low === UNKNOWN_SIZE && high === UNKNOWN_SIZE;
  const size = isUnknown ? undefined : high * 2 ** 32 + low;
  if (size !== undefined && size > options.maxBytes) {
    throw tooLarge(options.location, options.maxBytes);
  }
  const output = new GrowingBytes(options);
  try {
    const data = bytes.subarray(cursor.position);
    new LzmaDecoder(new RangeDecoder(data), output).decode(size);
  } catch (cause) {
    if (!(cause instanceof Damage)) throw cause;
    throw damaged(options.location, "lzma", { cause });
  }
  return output.bytes();
}

class LzmaDecoder {
  readonly #range: RangeDecoder;
  readonly #output: GrowingBytes;
  readonly #literals = evenOdds(LITERAL_SIZE << LITERAL_CONTEXT_BITS);
  readonly #isMatch = evenOdds(STATES * (POSITION_MASK + 1));
  readonly #isRepeat = evenOdds(STATES);
  readonly #isNotLast = evenOdds(STATES);
  readonly #isLong = evenOdds(STATES * (POSITION_MASK + 1));
  readonly #isNotSecond = evenOdds(STATES);
  readonly #isNotThird = evenOdds(STATES);
  readonly #matchLengths = new LengthDecoder();
  readonly #repeatLengths = new LengthDecoder();
  readonly #slots = [evenOdds(64), evenOdds(64), evenOdds(64), evenOdds(64)];
  readonly #distances = evenOdds(128);
  readonly #align = evenOdds(1 << ALIGN_BITS);
  #state = 0;
  /** The last four distances, less 1, latest first. */
  #first = 0;
  #second = 0;
  #third = 0;
  #fourth = 0;

  constructor(range: RangeDecoder, output: GrowingBytes) {
    this.#range = range;
    this.#output = output;
  }

  /** Decodes to the end, which is at a size or at a marker. */
  decode(size: number | undefined): void {
    const range = this.#range;
    const output = this.#output;
    for (;;) {
      if (output.length === size && range.isFinished) return;
      const position = output.length & POSITION_MASK;
      if (range.bit(this.#isMatch, this.#state * 4 + position) === 0) {
        this.#literal();
      } else {
        const length = range.bit(this.#isRepeat, this.#state) === 0
          ? this.#match(position)
          : this.#repeat(position);
        if (this.#first === END_MARKER) break;
        if (this.#first >= output.length) throw new Damage("a distance");
        output.repeat(this.#first + 1, length);
      }
      if (size !== undefined && output.length > size) throw new Damage("size");
    }
    if (size !== undefined && output.length !== size) throw new Damage("size");
    if (!range.isFinished) throw new Damage("the end");
  }

  #literal(): void {
    const range = this.#range;
    const output = this.#output;
    const literals = this.#literals;
    const context = output.back(1) >> (8 - LITERAL_CONTEXT_BITS);
    const base = LITERAL_SIZE * context;
    let symbol = 1;
    if (this.#state >= AFTER_MATCH) {
      let match = output.back(this.#first + 1);
      do {
        const expected = match >> 7 & 1;
        match <<= 1;
        const bit = range.bit(literals, base + ((1 + expected) << 8) + symbol);
        symbol = symbol << 1 | bit;
        if (bit !== expected) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) {
      symbol = symbol << 1 | range.bit(literals, base + symbol);
    }
    output.push(symbol & 0xff);
    const state = this.#state;
    this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  /** Reads a match of a new distance. Returns its length. */
  #match(position: number): number {
    this.#fourth = this.#third;
    this.#third = this.#second;
    this.#second = this.#first;
    const length = this.#matchLengths.read(this.#range, position);
    this.#state = this.#state < AFTER_MATCH ? 7 : 10;
    this.#first = this.#distance(length);
    return length;
  }

  /** Reads a match of one of the last distances. Returns its length. */
  #repeat(position: number): number {
    const range = this.#range;
    const state = this.#state;
    if (range.bit(this.#isNotLast, state) === 0) {
      if (range.bit(this.#isLong, state * 4 + position) === 0) {
        this.#state = state < AFTER_MATCH ? 9 : 11;
        return 1;
      }
    } else {
      let distance = this.#second;
      if (range.bit(this.#isNotSecond, state) === 1) {
        distance = this.#third;
        if (range.bit(this.#isNotThird, state) === 1) {
          distance = this.#fourth;
          this.#fourth = this.#third;
        }
        this.#third = this.#second;
      }
      this.#second = this.#first;
      this.#first = distance;
    }
    this.#state = state < AFTER_MATCH ? 8 : 11;
    return this.#repeatLengths.read(range, position);
  }

  #distance(length: number): number {
    const range = this.#range;
    const slots = this.#slots[Math.min(length - MIN_MATCH, 3)]!;
    const slot = range.tree(slots, 6);
    if (slot < 4) return slot;
    const lowBits = (slot >> 1) - 1;
    const high = (2 | slot & 1) * 2 ** lowBits;
    if (slot < FIRST_DIRECT_SLOT) {
      const offset = high - slot;
      return high + range.reverseTree(this.#distances, { offset, lowBits });
    }
    const direct = range.direct(lowBits - ALIGN_BITS) * (1 << ALIGN_BITS);
    const align = { offset: 0, lowBits: ALIGN_BITS };
    return high + direct + range.reverseTree(this.#align, align);
  }
}

class LengthDecoder {
  readonly #choices = evenOdds(2);
  readonly #low = [evenOdds(8), evenOdds(8), evenOdds(8), evenOdds(8)];
  readonly #middle = [evenOdds(8), evenOdds(8), evenOdds(8), evenOdds(8)];
  readonly #high = evenOdds(256);

  read(range: RangeDecoder, position: number): number {
    if (range.bit(this.#choices, 0) === 0) {
      return MIN_MATCH + range.tree(this.#low[position]!, 3);
    }
    if (range.bit(this.#choices, 1) === 0) {
      return MIN_MATCH + 8 + range.tree(this.#middle[position]!, 3);
    }
    return MIN_MATCH + 16 + range.tree(this.#high, 8);
  }
}

/** Reads bits, each with the odds of those before it. */
class RangeDecoder {
  readonly #bytes: Bytes;
  #position = 5;
  #range = 0xffffffff;
  #code: number;

  constructor(bytes: Bytes) {
    if (bytes.length < 5 || bytes[0] !== 0) throw new Damage("the start");
    this.#bytes = bytes;
    this.#code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
    if (this.#code === this.#range) throw new Damage("the start");
  }

  /** Whether the data may end here. */
  get isFinished(): boolean {
    return this.#code === 0;
  }

  bit(odds: Uint16Array, index: number): number {
    const probability = odds[index]!;
    const bound = (this.#range >>> PROBABILITY_BITS) * probability;
    let bit = 0;
    if (this.#code < bound) {
      this.#range = bound;
      odds[index] = probability +
        ((1 << PROBABILITY_BITS) - probability >> ADAPT_SHIFT);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      odds[index] = probability - (probability >> ADAPT_SHIFT);
      bit = 1;
    }
    if (this.#range < MIN_RANGE) this.#refill();
    return bit;
  }

  /** A number of some bits, highest first, each with odds of its own. */
  tree(odds: Uint16Array, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) {
      symbol = symbol << 1 | this.bit(odds, symbol);
    }
    return symbol - (1 << bits);
  }

  /** A number of some bits, lowest first. */
  reverseTree(
    odds: Uint16Array,
    place: { readonly offset: number; readonly lowBits: number },
  ): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < place.lowBits; i++) {
      const bit = this.bit(odds, place.offset + symbol);
      symbol = symbol << 1 | bit;
      value |= bit << i;
    }
    return value;
  }

  /** A number of some bits that are even. */
  direct(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code -= this.#range;
      value = value * 2 + bit;
      if (this.#range < MIN_RANGE) this.#refill();
    }
    return value;
  }

  #refill(): void {
    if (this.#position === this.#bytes.length) throw new Damage("the end");
    this.#range = (this.#range << 8) >>> 0;
    this.#code = (this.#code << 8 | this.#bytes[this.#position++]!) >>> 0;
  }
}

function evenOdds(count: number): Uint16Array {
  return new Uint16Array(count).fill(1 << (PROBABILITY_BITS - 1));
}
