import { decodeUtf8 } from "../../../ground/decode_utf8.ts";
import { Turns } from "../../../ground/turns.ts";
import { DataFrame } from "../../../frame/mod.ts";
import type { Schema } from "../../signature.ts";
import { NotPlain } from "../json/not_plain.ts";
import { readText } from "../json/read_json.ts";
import {
  DEFAULT_BOUNDS,
  requireCsvBounds,
  requireTableBounds,
} from "../table_bounds.ts";
import { LongCsvColumn } from "./long_csv_column.ts";
import {
  castingColumn,
  type CsvOptions,
  csvRows,
  csvTypes,
  readCsv,
  uniqueNames,
} from "./read_csv.ts";

/** How much is parsed at once, in bytes. */
const PIECE = 2 ** 16;
const COMMA = 0x2c;
const QUOTE = 0x22;
const LINE_END = 0x0a;
const RETURN = 0x0d;
/** A line end of one byte in a text whose line ends have two. */
const OTHER_LINE_END = /\r(?!\n)|(?<!\r)\n/;

/** Choices of reading long CSV. */
export interface LongCsvOptions extends CsvOptions {
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a long body of CSV as {@linkcode readCsv} does, but in turns with the
 * event loop and some rows at a time. What cannot be told from some rows is read
 * at once.
 *
 * @param body UTF-8.
 * @param schema What the model takes, if it has a signature.
 * @param options As {@linkcode readCsv} takes them.
 * @returns The frame, not yet checked against the signature.
 * @throws {InputError} If the body is not such a table, too large, or a column is of another type.
 * @throws {unknown} The signal's reason.
 */
export async function readLongCsv(
  body: Uint8Array,
  schema: Schema | undefined,
  options: LongCsvOptions = {},
): Promise<DataFrame> {
  try {
    return await new LongCsvReader(body, schema, options).read();
  } catch (error) {
    if (!(error instanceof NotPlain)) throw error;
  }
  requireCsvBounds(body, options.bounds);
  return readCsv(readText(body), schema, options);
}

class LongCsvReader {
  readonly #bytes: Uint8Array;
  readonly #schema: Schema | undefined;
  readonly #options: LongCsvOptions;
  #separators = 0;
  #names: readonly string[] = [];
  #columns: readonly LongCsvColumn[] | undefined;
  /** The cells of the rows at hand, by column; emptied each time, so that they hold on to no text. */
  #cells: readonly string[][] = [];
  #length = 0;

  constructor(
    bytes: Uint8Array,
    schema: Schema | undefined,
    options: LongCsvOptions,
  ) {
    this.#bytes = bytes;
    this.#schema = schema;
    this.#options = options;
  }

  async read(): Promise<DataFrame> {
    const bytes = this.#bytes;
    const turns = new Turns(this.#options.signal);
    const newline = lineEndOf(bytes);
    for (let at = 0; at < bytes.length;) {
      const end = this.#pieceFrom(at);
      const text = this.#text(at, end);
      if (newline !== "\n" && OTHER_LINE_END.test(text)) throw new NotPlain();
      if (this.#columns !== undefined && !text.includes('"')) {
        this.#splitRows(text, newline);
      } else this.#takeRows(csvRows(text, newline));
      this.#addCells();
      at = end;
      if (turns.isOver) await turns.next();
    }
    if (this.#columns === undefined) throw new NotPlain();
    const names = this.#names;
    requireTableBounds(
      { rows: this.#length, columns: names.length },
      this.#options.bounds,
    );
    const columns = this.#columns.map((column, i) =>
      castingColumn(names[i]!, () => column.finish())
    );
    return new DataFrame(names, columns, { length: this.#length });
  }

  /** Behind the first line end, beyond some bytes, that is in no quotes. */
  #pieceFrom(start: number): number {
    const bytes = this.#bytes;
    const { maxCells = DEFAULT_BOUNDS.maxCells } = this.#options.bounds ?? {};
    const least = start + PIECE;
    let separators = this.#separators;
    let isQuoted = false;
    let at = start;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === COMMA) separators++;
      else if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LINE_END) {
        separators++;
        if (!isQuoted && at >= least) break;
      }
    }
    this.#separators = separators;
    // Which bytes are one too many is found in one way only.
    if (separators > maxCells) throw new NotPlain();
    return Math.min(at + 1, bytes.length);
  }

  #text(start: number, end: number): string {
    const isLine = end < this.#bytes.length;
    try {
      return decodeUtf8(
        this.#bytes.subarray(
          start,
          isLine ? withoutLineEnd(this.#bytes, end) : end,
        ),
        { keepsMark: start > 0 },
      );
    } catch (error) {
      throw new NotPlain("not UTF-8", { cause: error });
    }
  }

  #takeRows(rows: readonly (readonly string[])[] | undefined): void {
    if (rows === undefined) throw new NotPlain();
    const first = this.#columns === undefined ? 1 : 0;
    if (first === 1) this.#begin(rows[0]);
    const cells = this.#cells;
    for (let row = first; row < rows.length; row++) {
      const values = rows[row]!;
      if (values.length > cells.length) throw new NotPlain();
      for (let i = 0; i < cells.length; i++) cells[i]!.push(values[i] ?? "");
    }
  }

  /** Rows without quotes are divided here: the parser's rows would outlive their use. */
  #splitRows(text: string, newline: string): void {
    const cells = this.#cells;
    for (let at = 0; at < text.length;) {
      let end = text.indexOf(newline, at);
      if (end < 0) end = text.length;
      let column = 0;
      for (let start = at; start <= end;) {
        let comma = text.indexOf(",", start);
        if (comma < 0 || comma > end) comma = end;
        const cell = text.slice(start, comma);
        // A line without a comma and with nothing else is no row.
        if (comma === end && column === 0 && cell.trim() === "") break;
        if (column === cells.length) throw new NotPlain();
        cells[column++]!.push(cell);
        start = comma + 1;
      }
      for (; column > 0 && column < cells.length; column++) {
        cells[column]!.push("");
      }
      at = end + newline.length;
    }
  }

  #addCells(): void {
    const cells = this.#cells;
    const length = cells[0]?.length ?? 0;
    if (length === 0) return;
    for (let i = 0; i < cells.length; i++) {
      this.#columns![i]!.add(cells[i]!);
      cells[i]!.length = 0;
    }
    this.#length += length;
  }

  #begin(header: readonly string[] | undefined): void {
    if (header === undefined) throw new NotPlain();
    const { bounds, readsDatetimes = false } = this.#options;
    requireTableBounds({ rows: 0, columns: header.length }, bounds);
    const types = csvTypes(this.#schema, readsDatetimes);
    this.#names = uniqueNames(header);
    this.#columns = this.#names.map((name, i) =>
      new LongCsvColumn(types(name, i))
    );
    this.#cells = this.#names.map(() => []);
  }
}

/** How lines end, as the first one does. */
function lineEndOf(bytes: Uint8Array): "\n" | "\r\n" {
  const found = bytes.indexOf(LINE_END);
  const end = found < 0 ? bytes.length : found;
  if (!bytes.subarray(0, end).includes(RETURN)) return "\n";
  // Beside quotes it takes all of the text to tell.
  if (bytes[end - 1] === RETURN && !bytes.includes(QUOTE)) return "\r\n";
  throw new NotPlain();
}

function withoutLineEnd(bytes: Uint8Array, end: number): number {
  return bytes[end - 2] === RETURN ? end - 2 : end - 1;
}
