import { isDict } from "./json/is_dict.ts";
import { cellAt } from "../../frame/mod.ts";
import type { ColumnType, Property, ScalarType } from "../signature.ts";
import { describeType } from "../describe_schema.ts";
import { CastError } from "./casts/cast_error.ts";
import { castBinary } from "./casts/cast_binary.ts";
import { inferCells } from "./infer_cells.ts";
import { WholeFloat } from "./json/python_float.ts";
import { plainValue, pythonText } from "./json/python_text.ts";
import { safeCast } from "./casts/safe_cast.ts";

/**
 * Checks one JSON value against a type of a signature, with the safe casts of
 * its parts.
 *
 * @param value The value, read exactly.
 * @param type The type.
 * @param options Whether the value must be there.
 * @returns The value as plain data; numbers are cast to the type.
 * @throws {CastError} If it does not fit; the message holds no payload.
 */
export function enforceValue(
  value: unknown,
  type: ColumnType,
  options: { readonly required: boolean },
): unknown {
  switch (type.kind) {
    case "any":
      return plainValue(value);
    case "scalar":
      return enforceScalar(value, type.type, options.required);
    case "array":
      return enforceList(value, type.items, options);
    case "map":
      return enforceMap(value, type.values, options);
    case "object":
      return enforceObject(value, type.properties, options);
  }
}

function enforceScalar(
  value: unknown,
  type: ScalarType,
  required: boolean,
): unknown {
  const isMissing = value === null || value === undefined ||
    Number.isNaN(value);
  if (!required && isMissing) return null;
  if (value === null || value === undefined || isNested(value)) {
    throw new CastError(
      `Expected data to be scalar, got ${pythonTypeName(value)}`,
    );
  }
  try {
    return cellAt(safeCast(inferCells([value]), type, ""), 0);
  } catch (error) {
    if (!(error instanceof CastError)) throw error;
    throw new CastError(
      `Failed to enforce schema of data with dtype \`${type}\`: it is a ${
        pythonTypeName(value)
      }`,
    );
  }
}

function enforceList(
  value: unknown,
  items: ColumnType,
  options: { readonly required: boolean },
): unknown {
  if (
    (!options.required || items.kind === "any") &&
    (value === null || Array.isArray(value) && value.length === 0)
  ) {
    return value;
  }
  if (!Array.isArray(value)) {
    throw new CastError(
      `Expected data to be list or numpy array, got ${pythonTypeName(value)}`,
    );
  }
  if (items.kind !== "scalar") {
    return value.map((item) => enforceValue(item, items, options));
  }
  return value.length === 0 ? [] : enforceScalars(value, items.type);
}

/** The elements of a list of scalars, cast as one column. */
function enforceScalars(list: readonly unknown[], type: ScalarType): unknown {
  const column = safeCast(inferCells(list), type, "");
  switch (type) {
    case "string":
      if (list.some(Array.isArray)) {
        throw new CastError("setting an array element with a sequence");
      }
      return list.map(pythonText);
    case "binary":
      return castBinary(list, "ascii").values;
    case "boolean":
      return Array.from(
        { length: list.length },
        (_, i) => Boolean(cellAt(column, i)),
      );
    default:
      return Array.from(
        { length: list.length },
        (_, i) => cellAt(column, i),
      );
  }
}

function enforceMap(
  value: unknown,
  values: ColumnType,
  options: { readonly required: boolean },
): unknown {
  const isAbsent = value === null ||
    isDict(value) && Object.keys(value).length === 0;
  if (isAbsent && (!options.required || values.kind === "any")) {
    return value;
  }
  if (!isDict(value)) {
    throw new CastError(
      `Expected data to be a dict, got ${pythonTypeName(value)}`,
    );
  }
  return Object.fromEntries(
    Object.entries(value).map((
      [key, item],
    ) => [key, enforceValue(item, values, options)]),
  );
}

function enforceObject(
  value: unknown,
  properties: readonly Property[],
  options: { readonly required: boolean },
): unknown {
  const isAbsent = value === null ||
    isDict(value) && Object.keys(value).length === 0;
  if (isAbsent && !options.required) return value;
  if (!isDict(value)) {
    throw new CastError(
      `Failed to enforce schema of the data with type '${
        describeType({ kind: "object", properties })
      }'. Expected data to be dictionary, got ${pythonTypeName(value)}`,
    );
  }
  const missing = properties.filter((property) =>
    property.required && !Object.hasOwn(value, property.name)
  );
  if (missing.length > 0) {
    throw new CastError(
      `Missing required properties: {${
        missing.map((property) => `'${property.name}'`).join(", ")
      }}`,
    );
  }
  const byName = new Map(
    properties.map((property) => [property.name, property]),
  );
  const unknown = Object.keys(value).filter((key) => !byName.has(key));
  if (unknown.length > 0) {
    throw new CastError(
      `Invalid properties not defined in the schema found: {${
        unknown.map((key) => `'${key}'`).join(", ")
      }}`,
    );
  }
  return Object.fromEntries(
    Object.entries(value).map((
      [key, item],
    ) => [key, enforceProperty(item, byName.get(key)!)]),
  );
}

function enforceProperty(value: unknown, property: Property): unknown {
  try {
    return enforceValue(value, property.type, property);
  } catch (error) {
    if (!(error instanceof CastError)) throw error;
    const { type } = property;
    throw new CastError(
      `Failed to enforce schema for key \`${property.name}\`. Expected type ${
        type.kind === "scalar" ? type.type : type.kind
      }, received type ${pythonTypeName(value)}`,
    );
  }
}

/**
 * Python's name for the type of a JSON value.
 *
 * @param value The value, read exactly.
 * @returns The name, as `NoneType`.
 */
export function pythonTypeName(value: unknown): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    default:
      if (value === null) return "NoneType";
      // A cell that a record lacks is NaN.
      if (value === undefined) return "float";
      if (value instanceof WholeFloat) return "float";
      return Array.isArray(value) ? "list" : "dict";
  }
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) || isDict(value);
}
