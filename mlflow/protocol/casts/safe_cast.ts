import { type Column, toFloat64 } from "../../../frame/mod.ts";
import type { ScalarType } from "../../signature.ts";
import { castDatetimes } from "./cast_datetimes.ts";
import { CastError } from "./cast_error.ts";
import { doubleOf } from "./fill_doubles.ts";

/**
 * Casts a column to a scalar type of a signature where that loses nothing, as
 * MLflow does before it predicts.
 *
 * @param column The column, as it was read or inferred.
 * @param type What the signature says.
 * @param label The column's name, for the message.
 * @returns The column, the same one where nothing is to be done.
 * @throws {CastError} If the cast would not be safe.
 */
export function safeCast(
  column: Column,
  type: ScalarType,
  label: string,
): Column {
  const { dtype } = column;
  const isObject = dtype === "object" || dtype === "string";
  switch (type) {
    case "string":
    case "binary":
      if (isObject) return column;
      break;
    case "boolean":
      // A column of truth values and nulls is an object column, and stays one.
      if (dtype === "object" || dtype === "boolean") return column;
      break;
    case "integer":
      if (dtype === "int32") return column;
      break;
    case "long":
      if (dtype === "int64") return column;
      if (dtype === "int32" && column.missing === undefined) {
        return {
          dtype: "int64",
          values: BigInt64Array.from(column.values, BigInt),
        };
      }
      break;
    case "float":
      if (dtype === "float32") return column;
      if (dtype === "int64" && areZeroOrOne(column.values)) {
        return {
          dtype: "float32",
          values: Float32Array.from(column.values, Number),
        };
      }
      break;
    case "double":
      if (dtype === "float64") return column;
      if (
        dtype === "float32" || dtype === "int32" ||
        dtype === "int64" && areZeroOrOne(column.values)
      ) {
        return { dtype: "float64", values: toFloat64(column)! };
      }
      if (isObject) return parsedNumbers(column.values, label);
      break;
    case "datetime":
      if (dtype === "datetime") return column;
      if (isObject) return parsedDatetimes(column.values, label);
  }
  throw new CastError(
    `Incompatible input types for column ${label}. Can not safely convert ${
      pandasDType(column)
    } to ${numpyDType(type)}.${missingHint(column, type)}`,
  );
}

/** A list of whole numbers, as an array of the type, or numbers with nulls in between. */
function areZeroOrOne(values: BigInt64Array): boolean {
  for (let row = 0; row < values.length; row++) {
    if (values[row] !== 0n && values[row] !== 1n) return false;
  }
  return true;
}

function parsedDatetimes(values: readonly unknown[], label: string): Column {
  try {
    return castDatetimes(values, { rules: "pandas", isExact: true });
  } catch (error) {
    if (!(error instanceof CastError)) throw error;
    throw new CastError(
      `Failed to convert column ${label} from type object to DataType.datetime.`,
    );
  }
}

/** A mixed column as pandas' `to_numeric` reads it. */
function parsedNumbers(values: readonly unknown[], label: string): Column {
  const result = new Float64Array(values.length);
  for (let row = 0; row < result.length; row++) {
    const value = values[row];
    // Oddly, pandas reads an empty list as a missing value.
    const isEmptyList = Array.isArray(value) && value.length === 0;
    try {
      result[row] = isEmptyList ? NaN : doubleOf(value, row);
    } catch (error) {
      if (!(error instanceof CastError)) throw error;
      throw new CastError(
        typeof value === "string"
          ? `Failed to convert column ${label} from type object to DataType.double.`
          : `Invalid object type at position ${row}`,
      );
    }
  }
  return { dtype: "float64", values: result };
}

function missingHint(column: Column, type: ScalarType): string {
  if (
    column.dtype !== "float64" || (type !== "integer" && type !== "long")
  ) return "";
  let hasMissing = false;
  for (const value of column.values) {
    if (Number.isNaN(value)) hasMissing = true;
    else if (!Number.isInteger(value)) return "";
  }
  return hasMissing
    ? " Hint: the type mismatch is likely caused by missing values: integers with missing values are read as doubles. Declare the column as double in the signature."
    : "";
}

function pandasDType(column: Column): string {
  switch (column.dtype) {
    case "boolean":
      return "bool";
    case "string":
      return "object";
    case "datetime":
      return "datetime64[ns]";
    default:
      return column.dtype;
  }
}

/**
 * numpy's name of a scalar type.
 *
 * @param type The type.
 * @returns The name, as `float64`.
 */
export function numpyDType(type: ScalarType): string {
  switch (type) {
    case "boolean":
      return "bool";
    case "integer":
      return "int32";
    case "long":
      return "int64";
    case "float":
      return "float32";
    case "double":
      return "float64";
    case "datetime":
      return "datetime64[ns]";
    case "string":
      return "<U0";
    case "binary":
      return "|S0";
  }
}
