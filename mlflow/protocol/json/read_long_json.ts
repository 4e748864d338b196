import { decodeUtf8 } from "../../../ground/decode_utf8.ts";
import { endOfText } from "../../../ground/end_of_text.ts";
import { Turns } from "../../../ground/turns.ts";
import { requireLongJsonBounds } from "../table_bounds.ts";
import { ExactReadNeeded } from "./exact_read_needed.ts";
import { LongListBuilder } from "./long_list_builder.ts";
import { NotPlain } from "./not_plain.ts";
import {
  type JsonReading,
  type NumberDetail,
  readJson,
  readJsonTwice,
} from "./read_json.ts";

/** Where in a JSON text lists are tables. */
export interface TablePlaces {
  /** Whether a list here is one. */
  readonly isTable?: boolean;
  /** The places in an object here, by key. */
  readonly members?: Readonly<Record<string, TablePlaces>>;
  /** The places in each item of a list here. */
  readonly items?: TablePlaces;
}

/** What of a long JSON body is kept, how much it may have, and where its tables are. */
export interface LongJsonReading extends JsonReading {
  readonly tables: TablePlaces;
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** How much is parsed at once, in bytes. */
const PIECE = 2 ** 16;
/** How deep objects are taken apart; what is deeper is parsed at once. */
const MAX_WALK = 4;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
/** Brackets and braces differ in this bit. */
const BRACE_BIT = 0x20;
const NOWHERE: TablePlaces = {};

/**
 * Reads a long JSON body as {@linkcode readJsonTwice} does, but in turns with
 * the event loop and with its tables as {@linkcode LongList}s. A body whose
 * tables are not plain, or that is not JSON, is read at once.
 *
 * @param body The body.
 * @param reading What must be kept in any case, how much there may be, and where lists are tables.
 * @param read Makes the result of the value; it is told what was kept.
 * @returns The result.
 * @throws {InputError} If the body is not JSON, or beyond a bound.
 * @throws {unknown} The signal's reason.
 */
export async function readLongJson<T>(
  body: Uint8Array,
  reading: LongJsonReading,
  read: (value: unknown, detail: NumberDetail) => T,
): Promise<T> {
  const turns = new Turns(reading.signal);
  await requireLongJsonBounds(body, { bounds: reading.bounds, turns });
  const { detail } = reading;
  const value = await plainValueOf(body, reading, turns);
  if (value !== undefined) {
    try {
      return read(value.plain, detail);
    } catch (error) {
      if (!(error instanceof ExactReadNeeded)) throw error;
    }
    const exactly = { ...reading, detail: "kinds" } as const;
    const exact = await plainValueOf(body, exactly, turns);
    if (exact !== undefined) return read(exact.plain, "kinds");
  }
  return readJsonTwice(body, reading, read);
}

/** The value by columns; `undefined` if it is not plain. */
async function plainValueOf(
  body: Uint8Array,
  reading: LongJsonReading,
  turns: Turns,
): Promise<{ readonly plain: unknown } | undefined> {
  try {
    const reader = new LongJsonReader(body, reading.detail, turns);
    return { plain: await reader.document(reading.tables) };
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class LongJsonReader {
  readonly #bytes: Uint8Array;
  readonly #detail: NumberDetail;
  readonly #turns: Turns;
  #at = 0;

  constructor(bytes: Uint8Array, detail: NumberDetail, turns: Turns) {
    this.#bytes = bytes;
    this.#detail = detail;
    this.#turns = turns;
  }

  async document(places: TablePlaces): Promise<unknown> {
    const value = await this.#value(places, 0);
    if (this.#next() !== undefined) throw new NotPlain();
    return value;
  }

  #value(places: TablePlaces, depth: number): unknown {
    const byte = this.#next();
    if (byte === OBJECT && depth < MAX_WALK) return this.#object(places, depth);
    if (byte === LIST) {
      return places.items === undefined
        ? this.#list(places.isTable === true)
        : this.#items(places.items, depth);
    }
    const start = this.#at;
    const { end } = this.#pieceFrom(start, 0);
    this.#at = end;
    return this.#parsed(start, end, (text) => text);
  }

  async #object(
    places: TablePlaces,
    depth: number,
  ): Promise<Record<string, unknown>> {
    const result: Record<string, unknown> = {};
    this.#at++;
    if (this.#next() === OBJECT_END) {
      this.#at++;
      return result;
    }
    for (;;) {
      const key = this.#key();
      const place = places.members !== undefined &&
          Object.hasOwn(places.members, key)
        ? places.members[key]!
        : NOWHERE;
      result[key] = await this.#value(place, depth + 1);
      const byte = this.#next();
      this.#at++;
      if (byte === OBJECT_END) return result;
      if (byte !== COMMA) throw new NotPlain();
    }
  }

  #key(): string {
    if (this.#next() !== QUOTE) throw new NotPlain();
    const start = this.#at;
    this.#at = endOfText(this.#bytes, start) + 1;
    const key = this.#parsed(start, this.#at, (text) => text);
    // An object has it already, or the order of keys is no longer the text's.
    if (key === "__proto__" || typeof key !== "string") throw new NotPlain();
    if (this.#next() !== COLON) throw new NotPlain();
    this.#at++;
    return key;
  }

  /** A list each of whose items has places for tables. */
  async #items(places: TablePlaces, depth: number): Promise<unknown[]> {
    const items: unknown[] = [];
    this.#at++;
    if (this.#next() === LIST_END) {
      this.#at++;
      return items;
    }
    for (;;) {
      items.push(await this.#value(places, depth + 1));
      const byte = this.#next();
      this.#at++;
      if (byte === LIST_END) return items;
      if (byte !== COMMA) throw new NotPlain();
    }
  }

  async #list(isTable: boolean): Promise<unknown> {
    const plain: unknown[] = [];
    const table = isTable ? new LongListBuilder() : undefined;
    const first = ++this.#at;
    for (let isLast = this.#next() === LIST_END; !isLast;) {
      const start = this.#at;
      const piece = this.#pieceFrom(start, PIECE);
      const items = this.#parsed(
        start,
        piece.end,
        (text) => `[${text}]`,
      ) as readonly unknown[];
      // Between two commas there is a value.
      if (items.length === 0) throw new NotPlain();
      if (table === undefined) { for (const item of items) plain.push(item); }
      else table.add(items);
      this.#at = piece.end;
      isLast = piece.isLast;
      if (isLast) break;
      if (start === first) {
        // The pieces to come are taken to be like the first.
        const bytes = this.#bytes.length - first;
        const count = Math.ceil(items.length * bytes / (piece.end - first));
        table?.reserve(count);
      }
      this.#at++;
      if (this.#turns.isOver) await this.#turns.next();
    }
    this.#at++;
    return table === undefined || table.length === 0 ? plain : table.finish();
  }

  /**
   * The end of a value or, beyond so many bytes, of some items of a list: the
   * next comma or closing bracket that is in no text, list or object.
   */
  #pieceFrom(
    start: number,
    size: number,
  ): { readonly end: number; readonly isLast: boolean } {
    const bytes = this.#bytes;
    const least = start + size;
    let depth = 0;
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte < LIST) {
        if (byte === QUOTE) at = endOfText(bytes, at);
        else if (byte === COMMA && depth === 0 && at >= least) {
          return { end: at, isLast: false };
        }
        continue;
      }
      const bracket = byte | BRACE_BIT;
      if (bracket === OBJECT) depth++;
      else if (bracket === OBJECT_END && --depth < 0) {
        if (size > 0 && byte !== LIST_END) throw new NotPlain();
        return { end: at, isLast: true };
      }
    }
    if (size > 0) throw new NotPlain();
    return { end: bytes.length, isLast: true };
  }

  #parsed(
    start: number,
    end: number,
    wrap: (text: string) => string,
  ): unknown {
    try {
      const text = decodeUtf8(this.#bytes.subarray(start, end), {
        keepsMark: true,
      });
      return readJson(wrap(text), this.#detail);
    } catch (error) {
      throw new NotPlain("not JSON", { cause: error });
    }
  }

  /** The next byte that is not a space. */
  #next(): number | undefined {
    for (;; this.#at++) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) {
        return byte;
      }
    }
  }
}
