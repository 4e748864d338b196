import { INT64_MAX, INT64_MIN } from "../../../ground/int64.ts";
import { CastError } from "./cast_error.ts";
import { describeCell } from "../describe_cell.ts";
import { ExactReadNeeded } from "../json/exact_read_needed.ts";
import type { CastOptions } from "./cast_options.ts";
import { parsePythonInteger, WholeFloat } from "../json/python_float.ts";

/** The integer dtypes. */
export type IntegerDType =
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64";

/** The typed arrays that hold integers. */
export type IntegerArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** To what and how cells are cast. */
export interface IntegerOptions extends CastOptions {
  readonly dtype: IntegerDType;
}

/** What is to be known of an integer dtype. */
interface IntegerKind {
  readonly dtype: IntegerDType;
  readonly bits: number;
  readonly isSigned: boolean;
  readonly min: number;
  readonly max: number;
}

function kindOf(dtype: IntegerDType): IntegerKind {
  const isSigned = !dtype.startsWith("u");
  const bits = Number(dtype.replace(/\D+/, ""));
  const span = 2 ** bits;
  return isSigned
    ? { dtype, bits, isSigned, min: -span / 2, max: span / 2 - 1 }
    : { dtype, bits, isSigned, min: 0, max: span - 1 };
}

const KINDS: Readonly<Record<IntegerDType, IntegerKind>> = {
  int8: kindOf("int8"),
  int16: kindOf("int16"),
  int32: kindOf("int32"),
  int64: kindOf("int64"),
  uint8: kindOf("uint8"),
  uint16: kindOf("uint16"),
  uint32: kindOf("uint32"),
  uint64: kindOf("uint64"),
};

/**
 * Casts cells to integers of 8 to 32 bits by force: floats are truncated,
 * texts are read. What is out of range wraps by pandas' rules and is refused by
 * numpy's.
 *
 * @param values Where the integers go, one a cell.
 * @param cells One JSON value each.
 * @param options The dtype, whose rules, and how the cells came.
 * @returns `values`.
 * @throws {CastError} If a cell cannot be cast.
 */
export function castSmallIntegers<
  T extends Exclude<IntegerArray, BigInt64Array | BigUint64Array>,
>(
  values: T,
  cells: readonly unknown[],
  options: IntegerOptions,
): T {
  const kind = KINDS[options.dtype];
  const { min, max } = kind;
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row];
    values[row] = typeof cell === "number" && cell >= min && cell <= max &&
        Number.isInteger(cell)
      ? cell
      : Number(castOne(kind, row, cells, options));
  }
  return values;
}

/**
 * Casts cells to integers of 64 bits, as {@linkcode castSmallIntegers}.
 *
 * @param values Where the integers go, one a cell.
 * @param cells One JSON value each.
 * @param options The dtype, whose rules, and how the cells came.
 * @returns `values`.
 * @throws {CastError} If a cell cannot be cast.
 */
export function castBigIntegers<T extends BigInt64Array | BigUint64Array>(
  values: T,
  cells: readonly unknown[],
  options: IntegerOptions,
): T {
  const kind = KINDS[options.dtype];
  const { min } = kind;
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row];
    values[row] = typeof cell === "number" && cell >= min &&
        Number.isSafeInteger(cell)
      ? BigInt(cell)
      : BigInt(castOne(kind, row, cells, options));
  }
  return values;
}

function castOne(
  kind: IntegerKind,
  row: number,
  cells: readonly unknown[],
  options: CastOptions,
): number | bigint {
  const cell = cells[row];
  if (options.rules === "numpy") {
    return checked(kind, integerOf(cell, row, cells));
  }
  if (
    !options.isExact && typeof cell === "number" && Number.isSafeInteger(cell)
  ) {
    // Whether it was written 3000000000 or 3000000000.0 decides what becomes of it.
    throw new ExactReadNeeded();
  }
  const value = integerOf(cell, row, cells);
  if (typeof cell === "string") return checked(kind, value);
  if (
    typeof value === "number" && !Number.isSafeInteger(value) ||
    hasFloats(cells)
  ) {
    return truncated(kind, Number(value));
  }
  const whole = BigInt(value);
  // Beyond int64, pandas still has unsigned integers if none is negative.
  const isHuge = whole >= 1n << 64n || whole < INT64_MIN ||
    whole > INT64_MAX && cells.some((cell) => Number(cell) < 0);
  if (isHuge) {
    throw new CastError("Python int too large to convert to C long");
  }
  return kind.isSigned
    ? BigInt.asIntN(kind.bits, whole)
    : BigInt.asUintN(kind.bits, whole);
}

/** Whether pandas would hold the cells as floats before it casts them. */
function hasFloats(cells: readonly unknown[]): boolean {
  let isFloat = false;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (cell instanceof WholeFloat) isFloat = true;
    else if (typeof cell === "number") isFloat ||= !Number.isSafeInteger(cell);
    else if (typeof cell !== "bigint") return false;
  }
  return isFloat;
}

function checked(kind: IntegerKind, value: number | bigint): number | bigint {
  const whole = typeof value === "bigint" ? value : Math.trunc(value);
  if (kind.bits === 64) {
    const exact = BigInt(whole);
    const span = 1n << 64n;
    const min = kind.isSigned ? -span / 2n : 0n;
    if (exact >= min && exact < min + span) return exact;
    throw new CastError("Python int too large to convert to C long");
  }
  if (whole >= kind.min && whole <= kind.max) return whole;
  throw new CastError(`Python integer out of bounds for ${kind.dtype}`);
}

/** A float as C casts it: beyond the range of its registers it is their lowest integer. */
function truncated(kind: IntegerKind, value: number): number | bigint {
  const whole = Math.trunc(value);
  const registerBits = kind.bits < 32 || kind.dtype === "int32" ? 32 : 64;
  const limit = 2 ** (registerBits - 1);
  const inRegister = whole < limit && whole >= -limit
    ? BigInt(whole)
    : -(1n << BigInt(registerBits - 1));
  return kind.isSigned
    ? BigInt.asIntN(kind.bits, inRegister)
    : BigInt.asUintN(kind.bits, inRegister);
}

/** One cell as Python's `int()` takes it; a float stays as it is, to be truncated. */
function integerOf(
  cell: unknown,
  row: number,
  cells: readonly unknown[],
): number | bigint {
  if (typeof cell === "number") {
    if (Number.isFinite(cell)) return cell;
    throw new CastError(
      "cannot convert float NaN or infinity to integer: Cannot convert non-finite values (NA or inf) to integer",
    );
  }
  if (typeof cell === "bigint") return cell;
  if (typeof cell === "boolean") return cell ? 1 : 0;
  if (cell instanceof WholeFloat) return cell.value;
  if (typeof cell === "string") {
    const value = parsePythonInteger(cell);
    if (value !== undefined) return value;
    throw new CastError(
      `invalid literal for int() with base 10: row ${row} is a string`,
    );
  }
  if (cell === null || cell === undefined) {
    if (cells.some(isNumber)) {
      throw new CastError(
        `Cannot convert non-finite values (NA or inf) to integer: int() argument must be a string, a bytes-like object or a real number, not 'NoneType': row ${row}`,
      );
    }
    throw new CastError(
      `int() argument must be a string, a bytes-like object or a real number, not 'NoneType': row ${row}`,
    );
  }
  throw new CastError(
    `int() argument must be a string, a bytes-like object or a real number: row ${row} is ${
      describeCell(cell)
    }`,
  );
}

function isNumber(cell: unknown): boolean {
  return typeof cell === "number" || typeof cell === "bigint" ||
    cell instanceof WholeFloat;
}
