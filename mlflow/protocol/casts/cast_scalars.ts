import type { Column } from "../../../frame/mod.ts";
import type { ScalarType } from "../../signature.ts";
import { ExactReadNeeded } from "../json/exact_read_needed.ts";
import { WholeFloat } from "../json/python_float.ts";
import { plainValue, pythonText } from "../json/python_text.ts";
import { castBinary } from "./cast_binary.ts";
import { castDatetimes } from "./cast_datetimes.ts";
import { castBigIntegers, castSmallIntegers } from "./cast_integers.ts";
import type { CastOptions } from "./cast_options.ts";
import { fillDoubles } from "./fill_doubles.ts";
import { isTruthy } from "./is_truthy.ts";

/**
 * Casts the cells of one column to a scalar type of a signature, by force, as
 * MLflow does when it parses a request.
 *
 * @param type The column's type.
 * @param cells One JSON value a row.
 * @param options Whose rules, and how the cells came.
 * @returns The column.
 * @throws {CastError} If a cell cannot be cast.
 */
export function castScalars(
  type: ScalarType,
  cells: readonly unknown[],
  options: CastOptions,
): Column {
  switch (type) {
    case "double":
      return {
        dtype: "float64",
        values: fillDoubles(new Float64Array(cells.length), cells),
      };
    case "float":
      return {
        dtype: "float32",
        values: fillDoubles(new Float32Array(cells.length), cells),
      };
    case "long":
      return {
        dtype: "int64",
        values: castBigIntegers(new BigInt64Array(cells.length), cells, {
          ...options,
          dtype: "int64",
        }),
      };
    case "integer":
      return {
        dtype: "int32",
        values: castSmallIntegers(new Int32Array(cells.length), cells, {
          ...options,
          dtype: "int32",
        }),
      };
    case "boolean":
      return castBooleans(cells, options);
    case "string":
      return castStrings(cells, options);
    case "datetime":
      return castDatetimes(cells, options);
    case "binary":
      if (options.rules === "pandas" || options.decodesBase64 === true) {
        return castBinary(cells, "base64");
      }
      if (!options.isExact && cells.some((cell) => typeof cell === "number")) {
        throw new ExactReadNeeded();
      }
      return castBinary(cells, "ascii");
  }
}

function castBooleans(
  cells: readonly unknown[],
  options: CastOptions,
): Column {
  const values = new Uint8Array(cells.length);
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row];
    // A missing value is NaN, which is true; a null is that only beside numbers.
    const isNaN = options.rules === "pandas" &&
      (cell === undefined || cell === null && areNumbers(cells));
    values[row] = isNaN || isTruthy(cell) ? 1 : 0;
  }
  return { dtype: "boolean", values };
}

/** Whether there are numbers and nothing else but nulls, so that pandas has floats. */
function areNumbers(cells: readonly unknown[]): boolean {
  let hasNumber = false;
  for (const cell of cells) {
    if (cell === null || cell === undefined) continue;
    if (typeof cell !== "number" && !(cell instanceof WholeFloat)) return false;
    hasNumber = true;
  }
  return hasNumber;
}

function castStrings(cells: readonly unknown[], options: CastOptions): Column {
  let isText = true;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (typeof cell !== "string" && cell !== null && cell !== undefined) {
      isText = false;
      break;
    }
  }
  if (options.rules === "numpy") {
    if (!options.isExact && !isText) throw new ExactReadNeeded();
    return { dtype: "string", values: cells.map(pythonText) };
  }
  if (isText) {
    return { dtype: "string", values: cells as readonly (string | null)[] };
  }
  return { dtype: "object", values: cells.map(plainValue) };
}
