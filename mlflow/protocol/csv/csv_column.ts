import { INT64_MAX, INT64_MIN } from "../../../ground/int64.ts";
import type { Column } from "../../../frame/mod.ts";
import type { ScalarType } from "../../signature.ts";
import { castDatetimes } from "../casts/cast_datetimes.ts";
import { CastError } from "../casts/cast_error.ts";
import { parsePythonFloat } from "../json/python_float.ts";
import { numpyDType } from "../casts/safe_cast.ts";

/** The words that pandas reads as a missing value. */
const MISSING: ReadonlySet<string> = new Set([
  "",
  "#N/A",
  "#N/A N/A",
  "#NA",
  "-1.#IND",
  "-1.#QNAN",
  "-NaN",
  "-nan",
  "1.#IND",
  "1.#QNAN",
  "<NA>",
  "N/A",
  "NA",
  "NULL",
  "NaN",
  "None",
  "n/a",
  "nan",
  "null",
]);
const TRUE: ReadonlySet<string> = new Set(["True", "TRUE", "true"]);
const FALSE: ReadonlySet<string> = new Set(["False", "FALSE", "false"]);
const INTEGER = /^\s*[+-]?\d+\s*$/;

/** Texts read as integers. */
export interface CsvIntegers {
  readonly kind: "integers";
  readonly values: BigInt64Array;
}

/** Texts read as floats; a missing one is NaN. */
export interface CsvFloats {
  readonly kind: "floats";
  readonly values: Float64Array;
}

/** Texts read as booleans, 0 and 1. */
export interface CsvBooleans {
  readonly kind: "booleans";
  readonly values: Uint8Array;
}

/** Texts, and booleans some of which are missing; `null` is a missing one. */
export interface CsvTexts {
  readonly kind: "texts";
  readonly values: readonly unknown[];
}

/** Texts read as one kind of values. */
export type CsvValues = CsvIntegers | CsvFloats | CsvBooleans | CsvTexts;

/**
 * Makes a column of texts, its dtype inferred as pandas does.
 *
 * @param cells The texts.
 * @returns The column.
 */
export function inferCsvColumn(cells: readonly string[]): Column {
  if (cells.length === 0) return { dtype: "object", values: [] };
  const parsed = parseCells(cells);
  switch (parsed.kind) {
    case "integers":
      return { dtype: "int64", values: parsed.values };
    case "floats":
      return { dtype: "float64", values: parsed.values };
    case "booleans":
      return { dtype: "boolean", values: parsed.values };
    case "texts":
      return { dtype: "object", values: parsed.values };
  }
}

/**
 * Makes a column of texts for a column of a signature.
 *
 * @param cells The texts.
 * @param type The type of the signature.
 * @returns The column.
 * @throws {CastError} If a text is not of this type.
 */
export function castCsvColumn(
  cells: readonly string[],
  type: ScalarType,
): Column {
  switch (type) {
    case "string":
    case "binary":
      return { dtype: "string", values: cells.map(textOf) };
    case "datetime":
      return castDatetimes(cells.map(textOf), {
        rules: "pandas",
        isExact: true,
      });
    case "double":
      return { dtype: "float64", values: Float64Array.from(numbers(cells)) };
    case "float":
      return { dtype: "float32", values: Float32Array.from(numbers(cells)) };
    case "boolean":
      return { dtype: "boolean", values: booleans(cells) };
    case "long":
      return { dtype: "int64", values: integers(cells, type) };
    case "integer":
      return {
        dtype: "int32",
        values: Int32Array.from(
          integers(cells, type),
          (value) => Number(BigInt.asIntN(32, value)),
        ),
      };
  }
}

/**
 * Reads texts as what pandas takes them for.
 *
 * @param cells The texts.
 * @returns The values.
 */
export function parseCells(cells: readonly string[]): CsvValues {
  return parseIntegers(cells) ?? parseFloats(cells) ?? parseBooleans(cells) ??
    { kind: "texts", values: cells.map(textOf) };
}

/**
 * Reads texts as integers.
 *
 * @param cells The texts.
 * @returns The values; `undefined` if one is no integer of 64 bits.
 */
export function parseIntegers(
  cells: readonly string[],
): CsvIntegers | undefined {
  const values = new BigInt64Array(cells.length);
  for (let row = 0; row < values.length; row++) {
    if (!INTEGER.test(cells[row]!)) return undefined;
    const text = cells[row]!.trim();
    const value = text.length < 16
      ? BigInt(Number(text))
      : BigInt(text.replace("+", ""));
    if (value > INT64_MAX || value < INT64_MIN) return undefined;
    values[row] = value;
  }
  return { kind: "integers", values };
}

/**
 * Reads texts as floats.
 *
 * @param cells The texts.
 * @returns The values; `undefined` if one is neither a number nor missing.
 */
export function parseFloats(cells: readonly string[]): CsvFloats | undefined {
  const values = new Float64Array(cells.length);
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row]!;
    if (MISSING.has(cell)) {
      values[row] = NaN;
      continue;
    }
    const value = floatOf(cell);
    // Digits that no integer dtype holds stay text.
    if (value === undefined || isHugeInteger(cell)) return undefined;
    values[row] = value;
  }
  return { kind: "floats", values };
}

/** A number as pandas reads it: without underscores, and not beyond the doubles. */
function floatOf(cell: string): number | undefined {
  const value = cell.includes("_") ? undefined : parsePythonFloat(cell);
  const isBeyond = (value === Infinity || value === -Infinity) &&
    /\d/.test(cell);
  return isBeyond ? undefined : value;
}

function isHugeInteger(cell: string): boolean {
  return cell.length > 18 && INTEGER.test(cell);
}

/**
 * Reads texts as booleans.
 *
 * @param cells The texts.
 * @returns The values; `undefined` if one is neither a boolean nor missing.
 */
export function parseBooleans(
  cells: readonly string[],
): CsvBooleans | CsvTexts | undefined {
  const values: unknown[] = new Array(cells.length);
  let hasMissing = false;
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row]!;
    if (TRUE.has(cell)) values[row] = true;
    else if (FALSE.has(cell)) values[row] = false;
    else if (MISSING.has(cell)) {
      values[row] = null;
      hasMissing = true;
    } else return undefined;
  }
  return hasMissing
    ? { kind: "texts", values }
    : { kind: "booleans", values: Uint8Array.from(values, Number) };
}

/**
 * A text as pandas keeps it.
 *
 * @param cell The text.
 * @returns The text; `null` if it says that the value is missing.
 */
export function textOf(cell: string): string | null {
  return MISSING.has(cell) ? null : cell;
}

function numbers(cells: readonly string[]): Float64Array {
  const floats = parseFloats(cells);
  if (floats !== undefined) return floats.values;
  const parsed = parseBooleans(cells);
  if (parsed === undefined) {
    return Float64Array.from(cells, (cell, row) => {
      if (MISSING.has(cell)) return NaN;
      const value = floatOf(cell);
      if (value !== undefined) return value;
      throw new CastError(`could not convert string to float: row ${row}`);
    });
  }
  return Float64Array.from(
    parsed.values as readonly (boolean | null)[],
    (value) => value === null ? NaN : Number(value),
  );
}

function integers(cells: readonly string[], type: ScalarType): BigInt64Array {
  if (cells.some((cell) => MISSING.has(cell))) {
    throw new CastError("Integer column has NA values");
  }
  const parsed = parseCells(cells);
  switch (parsed.kind) {
    case "integers":
      return parsed.values;
    case "booleans":
      return BigInt64Array.from(parsed.values, BigInt);
    case "floats":
      if (
        !parsed.values.every((value) =>
          type === "integer"
            ? (value | 0) === value
            : Number.isSafeInteger(value)
        )
      ) throw unsafe(type);
      return BigInt64Array.from(parsed.values, BigInt);
    case "texts":
      throw new CastError("invalid literal for int() with base 10");
  }
}

function booleans(cells: readonly string[]): Uint8Array {
  if (cells.some((cell) => MISSING.has(cell))) {
    throw new CastError("Bool column has NA values");
  }
  const parsed = parseCells(cells);
  if (parsed.kind === "booleans") return parsed.values;
  if (parsed.kind === "texts") throw unsafe("boolean");
  const { values } = parsed;
  return Uint8Array.from({ length: values.length }, (_, row) => {
    const number = Number(values[row]);
    if (number === 0 || number === 1) return number;
    throw unsafe("boolean");
  });
}

function unsafe(type: ScalarType): CastError {
  return new CastError(
    `cannot safely convert passed user dtype of ${numpyDType(type)}`,
  );
}
