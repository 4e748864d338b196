import { INT64_MAX, INT64_MIN } from "../ground/int64.ts";
import type { Column } from "./column.ts";

const INT32_MAX = 0x7fffffff;

/** What a list of plain values has in it. */
interface Census {
  booleans: number;
  int32: number;
  int64: number;
  floats: number;
  bigints: number;
  strings: number;
  dates: number;
  missing: number;
  others: number;
}

/**
 * Makes a column of plain values, with the narrowest dtype that holds them all:
 * whole numbers become int32 or int64, other numbers float64, and `null` or
 * `undefined` a missing value. A list of nothing but missing values, or of
 * mixed kinds, is an object column.
 *
 * @param values One value a row.
 * @returns The column; it shares nothing with `values` but nested objects.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DataFrame } from "@samla/samla";
 *
 * const frame = DataFrame.fromColumns({ a: [1, null], b: [0.5, 2] });
 * assertEquals(frame.column("a")?.dtype, "int32");
 * assertEquals(frame.column("b")?.dtype, "float64");
 * ```
 */
export function inferColumn(values: ArrayLike<unknown>): Column {
  if (ArrayBuffer.isView(values)) return fromTypedArray(values);
  const census = count(values);
  const present = values.length - census.missing;
  if (present === 0) {
    return { dtype: "object", values: Array.from(values, orNull) };
  }
  if (census.strings === present) {
    return {
      dtype: "string",
      values: Array.from(values, orNull) as (string | null)[],
    };
  }
  if (census.booleans === present) return booleanColumn(values);
  if (census.dates === present) return datetimeColumn(values);
  if (census.int32 === present) return int32Column(values);
  const integers = census.int32 + census.int64 + census.bigints;
  if (integers === present) return int64Column(values);
  if (census.bigints === 0 && integers + census.floats === present) {
    return float64Column(values);
  }
  return { dtype: "object", values: Array.from(values, orNull) };
}

function count(values: ArrayLike<unknown>): Census {
  const census: Census = {
    booleans: 0,
    int32: 0,
    int64: 0,
    floats: 0,
    bigints: 0,
    strings: 0,
    dates: 0,
    missing: 0,
    others: 0,
  };
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    switch (typeof value) {
      case "number":
        census[numberKind(value)]++;
        break;
      case "string":
        census.strings++;
        break;
      case "boolean":
        census.booleans++;
        break;
      case "bigint":
        if (value > INT64_MAX || value < INT64_MIN) census.others++;
        else census.bigints++;
        break;
      case "undefined":
        census.missing++;
        break;
      default:
        if (value === null) census.missing++;
        else if (value instanceof Date) census.dates++;
        else census.others++;
    }
  }
  return census;
}

function numberKind(value: number): "int32" | "int64" | "floats" {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return "floats";
  return value <= INT32_MAX && value >= -INT32_MAX - 1 ? "int32" : "int64";
}

function orNull(value: unknown): unknown {
  return value ?? null;
}

function booleanColumn(values: ArrayLike<unknown>): Column {
  const result = new Uint8Array(values.length);
  for (let row = 0; row < result.length; row++) {
    result[row] = values[row] ? 1 : 0;
  }
  return withMissing({ dtype: "boolean", values: result }, values);
}

function int32Column(values: ArrayLike<unknown>): Column {
  const result = new Int32Array(values.length);
  for (let row = 0; row < result.length; row++) {
    result[row] = (values[row] as number | null) ?? 0;
  }
  return withMissing({ dtype: "int32", values: result }, values);
}

function int64Column(values: ArrayLike<unknown>): Column {
  const result = new BigInt64Array(values.length);
  for (let row = 0; row < result.length; row++) {
    result[row] = BigInt((values[row] as number | bigint | null) ?? 0);
  }
  return withMissing({ dtype: "int64", values: result }, values);
}

function float64Column(values: ArrayLike<unknown>): Column {
  const result = new Float64Array(values.length);
  for (let row = 0; row < result.length; row++) {
    result[row] = (values[row] as number | null) ?? NaN;
  }
  return { dtype: "float64", values: result };
}

function datetimeColumn(values: ArrayLike<unknown>): Column {
  const result = new Float64Array(values.length);
  for (let row = 0; row < result.length; row++) {
    result[row] = (values[row] as Date | null)?.getTime() ?? NaN;
  }
  return { dtype: "datetime", values: result };
}

function withMissing(column: Column, values: ArrayLike<unknown>): Column {
  let missing: Uint8Array | undefined;
  for (let row = 0; row < values.length; row++) {
    if ((values[row] ?? null) !== null) continue;
    missing ??= new Uint8Array(values.length);
    missing[row] = 1;
  }
  return missing === undefined ? column : { ...column, missing } as Column;
}

function fromTypedArray(view: ArrayBufferView): Column {
  if (view instanceof Float64Array) {
    return { dtype: "float64", values: view.slice() };
  }
  if (view instanceof Float32Array) {
    return { dtype: "float32", values: view.slice() };
  }
  if (view instanceof BigInt64Array) {
    return { dtype: "int64", values: view.slice() };
  }
  if (
    view instanceof Int32Array || view instanceof Int16Array ||
    view instanceof Int8Array || view instanceof Uint16Array ||
    view instanceof Uint8Array || view instanceof Uint8ClampedArray
  ) {
    return { dtype: "int32", values: Int32Array.from(view) };
  }
  if (view instanceof Uint32Array) {
    return { dtype: "int64", values: BigInt64Array.from(view, BigInt) };
  }
  if (view instanceof BigUint64Array) {
    return inferColumn(Array.from(view));
  }
  throw new TypeError(
    `Cannot make a column of a ${view.constructor.name}: use a typed array of numbers or a list`,
  );
}
