import { INT64_MIN } from "../../../ground/int64.ts";
import { countKinds } from "./count_kinds.ts";
import {
  Tensor,
  type TensorData,
  type TensorDType,
} from "../../../frame/mod.ts";
import { castBinary } from "./cast_binary.ts";
import { castDatetimes } from "./cast_datetimes.ts";
import { CastError } from "./cast_error.ts";
import { ExactReadNeeded } from "../json/exact_read_needed.ts";
import { castBigIntegers, castSmallIntegers } from "./cast_integers.ts";
import type { CastOptions } from "./cast_options.ts";
import { doubleOf, fillDoubles } from "./fill_doubles.ts";
import { isTruthy } from "./is_truthy.ts";
import { LongList } from "../json/long_list.ts";
import { plainValue, pythonText } from "../json/python_text.ts";

/** numpy's own bound on the rank of an array. */
const MAX_RANK = 64;

/** The elements of nested lists, and how they are nested. */
export interface Nested {
  readonly shape: readonly number[];
  /** The elements in row-major order. */
  readonly cells: readonly unknown[];
  /** Whether the lists have one shape all the way down. */
  readonly isEven: boolean;
}

/**
 * Makes an array of nested lists as `numpy.array` does.
 *
 * @param value A value, or lists of values of one shape.
 * @param dtype The dtype to cast to by force; inferred if absent.
 * @param options How the value was read (`isExact`); the rules are numpy's.
 * @returns The tensor.
 * @throws {CastError} If the lists are uneven or an element cannot be cast.
 */
export function numpyArray(
  value: unknown,
  dtype: TensorDType | undefined,
  options: { readonly isExact: boolean },
): Tensor {
  if (value instanceof LongList && value.keys === undefined) {
    const doubles = longDoubles(value, dtype);
    if (doubles !== undefined) return doubles;
  }
  // An object array keeps uneven lists as its elements.
  const { shape, cells } = dtype === "object"
    ? nestedCells(value)
    : evenCells(value);
  const resolved = dtype ?? inferDType(cells);
  const data = castElements(resolved, cells, { ...options, rules: "numpy" });
  return new Tensor(resolved, shape, data);
}

/** The array of a long list that becomes floats. */
function longDoubles(
  list: LongList,
  dtype: TensorDType | undefined,
): Tensor | undefined {
  const { shape } = list;
  switch (dtype) {
    case undefined: {
      let floats = 0;
      for (const column of list.columns) {
        const counts = column.countNumbers();
        if (counts === undefined || counts.missing > 0) return undefined;
        floats += counts.floats;
      }
      return floats === 0
        ? undefined
        : new Tensor("float64", shape, list.doubles()!);
    }
    case "float64": {
      const doubles = list.doubles();
      return doubles && new Tensor("float64", shape, doubles);
    }
    case "float32": {
      const doubles = list.doubles();
      return doubles &&
        new Tensor("float32", shape, Float32Array.from(doubles));
    }
    default:
      return undefined;
  }
}

/**
 * The elements of nested lists down to the depth at which the lists have one
 * shape; deeper ones are elements themselves.
 *
 * @param value A value, or lists of values.
 * @returns The shape and the elements.
 * @throws {CastError} If the lists are nested too deeply.
 */
function nestedCells(value: unknown): Nested {
  if (value instanceof LongList) {
    return value.keys === undefined
      ? { shape: value.shape, cells: value.cells(), isEven: true }
      : nestedCells(value.toArray());
  }
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length);
    if (shape.length > MAX_RANK) {
      throw new CastError(`lists are nested deeper than ${MAX_RANK} levels`);
    }
    if (inner.length === 0) break;
  }
  const depth = evenDepth(value, shape, 0);
  const cells: unknown[] = [];
  collect(value, Math.min(depth, shape.length), cells);
  return {
    shape: shape.slice(0, depth),
    cells,
    isEven: depth === Infinity,
  };
}

/**
 * The elements of nested lists of one shape.
 *
 * @param value A value, or lists of values.
 * @returns The shape and the elements.
 * @throws {CastError} If lists differ in length or depth.
 */
export function evenCells(value: unknown): Nested {
  const nested = nestedCells(value);
  if (nested.isEven) return nested;
  throw new CastError(
    `setting an array element with a sequence. The requested array has an inhomogeneous shape after ${nested.shape.length} dimensions: lists differ in length or depth`,
  );
}

/** How deep the lists have one shape; infinite if all the way down. */
function evenDepth(
  value: unknown,
  shape: readonly number[],
  depth: number,
): number {
  if (depth === shape.length) return Array.isArray(value) ? depth : Infinity;
  if (!Array.isArray(value) || value.length !== shape[depth]) return depth;
  let least = Infinity;
  for (let i = 0; i < value.length; i++) {
    least = Math.min(least, evenDepth(value[i], shape, depth + 1));
  }
  return least;
}

function collect(value: unknown, depth: number, cells: unknown[]): void {
  if (depth === 0 || !Array.isArray(value)) {
    cells.push(value);
    return;
  }
  for (let i = 0; i < value.length; i++) collect(value[i], depth - 1, cells);
}

function inferDType(cells: readonly unknown[]): TensorDType {
  const { integers, unsigned, floats, strings, booleans, missing, others } =
    countKinds(cells);
  if (missing > 0 || others > 0) return "object";
  if (strings > 0) return "str";
  if (cells.length === 0 || floats > 0) return "float64";
  if (booleans === cells.length) return "bool";
  if (unsigned === 0) return "int64";
  // Beside a signed integer, only a double holds both.
  return integers === 0 ? "uint64" : "float64";
}

/**
 * Casts elements to a dtype by force.
 *
 * @param dtype The dtype.
 * @param cells One JSON value an element.
 * @param options Whose rules, and how the values were read.
 * @returns The elements.
 * @throws {CastError} If one cannot be cast.
 */
export function castElements(
  dtype: TensorDType,
  cells: readonly unknown[],
  options: CastOptions,
): TensorData {
  const { length } = cells;
  switch (dtype) {
    case "float64":
      return fillDoubles(new Float64Array(length), cells);
    case "float32":
      return fillDoubles(new Float32Array(length), cells);
    case "float16":
      return Float32Array.from(
        cells,
        (cell, i) => Math.f16round(doubleOf(cell, i)),
      );
    case "int8":
      return castSmallIntegers(new Int8Array(length), cells, {
        ...options,
        dtype,
      });
    case "int16":
      return castSmallIntegers(new Int16Array(length), cells, {
        ...options,
        dtype,
      });
    case "int32":
      return castSmallIntegers(new Int32Array(length), cells, {
        ...options,
        dtype,
      });
    case "uint8":
      return castSmallIntegers(new Uint8Array(length), cells, {
        ...options,
        dtype,
      });
    case "uint16":
      return castSmallIntegers(new Uint16Array(length), cells, {
        ...options,
        dtype,
      });
    case "uint32":
      return castSmallIntegers(new Uint32Array(length), cells, {
        ...options,
        dtype,
      });
    case "int64":
      return castBigIntegers(new BigInt64Array(length), cells, {
        ...options,
        dtype,
      });
    case "uint64":
      return castBigIntegers(new BigUint64Array(length), cells, {
        ...options,
        dtype,
      });
    case "bool":
      return Uint8Array.from(cells, (cell) => isTruthy(cell) ? 1 : 0);
    case "datetime64[ns]": {
      const times = castDatetimes(cells, options).values;
      return BigInt64Array.from(
        { length },
        (_, i) => nanoseconds(Number(times[i])),
      );
    }
    case "str":
      if (!options.isExact) throw new ExactReadNeeded();
      return cells.map(pythonText);
    case "bytes":
      return castBinary(cells, "ascii").values as readonly unknown[];
    case "object":
      return cells.map(plainValue);
  }
}

/** Milliseconds as nanoseconds; numpy's NaT is the lowest integer. */
function nanoseconds(milliseconds: number): bigint {
  if (Number.isNaN(milliseconds)) return INT64_MIN;
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * 1_000_000n +
    BigInt(Math.round((milliseconds - whole) * 1e6));
}
