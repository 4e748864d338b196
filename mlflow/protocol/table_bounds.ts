import {
  type JsonBounds,
  type JsonExcess,
  JsonExcessSearch,
  MAX_JSON_DEPTH,
} from "../../ground/json_excess.ts";
import type { Turns } from "../../ground/turns.ts";
import { InputError } from "../errors.ts";

/** How large a table or an array of a request may be. */
export interface TableBounds {
  /** The most columns, or different keys of JSON (default 100,000). */
  readonly maxColumns?: number;
  /** The most cells, or values of JSON (default 10,000,000). */
  readonly maxCells?: number;
}

/** The bounds of who says nothing else. */
export const DEFAULT_BOUNDS = { maxColumns: 100_000, maxCells: 10_000_000 };

const COMMA = 0x2c;
const LINE_END = 0x0a;

/**
 * Refuses JSON that would become too much, before anything is made of it.
 *
 * @param body UTF-8.
 * @param bounds How much there may be.
 * @throws {InputError} If it is nested too deeply, or has too many values or different keys.
 */
export function requireJsonBounds(
  body: Uint8Array,
  bounds: TableBounds = {},
): void {
  const search = new JsonExcessSearch(body, jsonBoundsOf(bounds));
  requireNoExcess(search.searchTo(body.length), bounds);
}

/** How much of a long body is looked at in one go, in bytes. */
const PART = 2 ** 20;

/**
 * Refuses what {@linkcode requireJsonBounds} refuses, in turns with the event
 * loop.
 *
 * @param body UTF-8.
 * @param options How much there may be, and the turns.
 * @returns When it is known that the body is within its bounds.
 * @throws {InputError} If it is not.
 */
export async function requireLongJsonBounds(
  body: Uint8Array,
  options: { readonly bounds?: TableBounds | undefined; readonly turns: Turns },
): Promise<void> {
  const { bounds = {}, turns } = options;
  const search = new JsonExcessSearch(body, jsonBoundsOf(bounds));
  for (let to = PART; to < body.length; to += PART) {
    requireNoExcess(search.searchTo(to), bounds);
    if (turns.isOver) await turns.next();
  }
  requireNoExcess(search.searchTo(body.length), bounds);
}

function jsonBoundsOf(bounds: TableBounds): JsonBounds {
  const { maxColumns, maxCells } = { ...DEFAULT_BOUNDS, ...bounds };
  return { depth: MAX_JSON_DEPTH, values: maxCells, keys: maxColumns };
}

function requireNoExcess(
  excess: JsonExcess | undefined,
  bounds: TableBounds,
): void {
  const { maxColumns, maxCells } = { ...DEFAULT_BOUNDS, ...bounds };
  switch (excess?.bound) {
    case undefined:
      return;
    case "depth":
      throw new InputError(
        `Invalid input. Ensure that input is a valid JSON formatted string. Error: 'Nested deeper than ${MAX_JSON_DEPTH} levels: byte ${excess.at}'`,
      );
    case "values":
      throw new InputError(
        `Invalid input. The body has more than ${maxCells} values: send fewer rows at a time, or raise --max-cells`,
      );
    case "keys":
      throw new InputError(
        `Invalid input. The body has more than ${maxColumns} different keys: send fewer columns, or raise --max-columns`,
      );
  }
}

/**
 * Refuses CSV that would become too many cells, before anything is made of it.
 *
 * @param body UTF-8.
 * @param bounds How many there may be.
 * @throws {InputError} If there are more.
 */
export function requireCsvBounds(
  body: Uint8Array,
  { maxCells = DEFAULT_BOUNDS.maxCells }: TableBounds = {},
): void {
  if (body.length < maxCells) return;
  let cells = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    // What is within quotes counts too: where these end is not known yet.
    if ((byte === COMMA || byte === LINE_END) && ++cells > maxCells) {
      throw new InputError(
        `Invalid input. The body has more than ${maxCells} cells: send fewer rows at a time, or raise --max-cells`,
      );
    }
  }
}

/**
 * Refuses a table that is too large, before its columns are made.
 *
 * @param size How many rows and columns it has.
 * @param bounds How many it may have.
 * @throws {InputError} If there are more.
 */
export function requireTableBounds(
  size: { readonly rows: number; readonly columns: number },
  bounds: TableBounds = {},
): void {
  const { rows, columns } = size;
  const { maxColumns, maxCells } = { ...DEFAULT_BOUNDS, ...bounds };
  if (columns > maxColumns) {
    throw new InputError(
      `Invalid input. The table has ${columns} columns, at most ${maxColumns} are read: send fewer columns, or raise --max-columns`,
    );
  }
  if (rows * columns > maxCells) {
    throw new InputError(
      `Invalid input. The table has ${rows} rows of ${columns} columns, at most ${maxCells} cells are read: send fewer rows at a time, or raise --max-cells`,
    );
  }
}
