import { isDict } from "./json/is_dict.ts";
import { InputError } from "../errors.ts";
import type { Params } from "../flavor.ts";
import type { ColumnType, ParamSpec, ScalarType } from "../signature.ts";
import { castDatetimes } from "./casts/cast_datetimes.ts";
import { CastError } from "./casts/cast_error.ts";
import { enforceValue, pythonTypeName } from "./enforce_value.ts";
import { WholeFloat } from "./json/python_float.ts";
import { plainValue } from "./json/python_text.ts";

/**
 * Checks the parameters of a request against the signature and adds the
 * defaults of those that were not given. Unknown ones are dropped.
 *
 * @param given What the request says, read exactly; `undefined` or `null` if it says nothing.
 * @param specs The parameters of the signature; without one, all that is given is dropped.
 * @returns The parameters by name, numbers cast to their types, datetimes as `Date`s.
 * @throws {InputError} If a parameter has the wrong type or shape; all such are named.
 */
export function enforceParams(
  given: unknown,
  specs: readonly ParamSpec[] | undefined,
): Params {
  if (specs === undefined) return {};
  const values = given ?? {};
  if (!isDict(values)) {
    throw refusal(
      `Parameters must be a dictionary. Got type '${pythonTypeName(given)}'.`,
    );
  }
  const params = new Map<string, unknown>();
  const faults: string[] = [];
  for (const spec of specs) {
    const isGiven = Object.hasOwn(values, spec.name);
    try {
      params.set(
        spec.name,
        isGiven ? paramOf(values[spec.name], spec) : defaultOf(spec),
      );
    } catch (error) {
      if (!(error instanceof CastError)) throw error;
      faults.push(`('${spec.name}', "${error.message}")`);
    }
  }
  if (faults.length > 0) {
    throw refusal(`Invalid parameters found: {${faults.join(", ")}}`);
  }
  return Object.fromEntries(params);
}

function refusal(detail: string): InputError {
  return new InputError(`Failed to predict on the input. \nError: ${detail}`, {
    code: "INVALID_PARAMETER_VALUE",
  });
}

/** A default as it stands in the signature; dates are text there. */
function defaultOf(spec: ParamSpec): unknown {
  const { type, defaultValue } = spec;
  const isDate = type.kind === "scalar" && type.type === "datetime";
  if (!isDate) return defaultValue;
  return Array.isArray(defaultValue)
    ? defaultValue.map(datetimeOf)
    : datetimeOf(defaultValue);
}

function paramOf(value: unknown, spec: ParamSpec): unknown {
  if (!spec.isList) {
    return value === null
      ? null
      : wrapFault(spec, () => valueOf(value, spec.type));
  }
  if (!Array.isArray(value) || value.some(Array.isArray)) {
    throw new CastError(
      `Value must be a 1D array with shape (-1,) for param ${
        describe(spec)
      }, received ${pythonTypeName(value)}`,
    );
  }
  return wrapFault(
    spec,
    () =>
      value.map((item: unknown) =>
        item === null ? null : valueOf(item, spec.type)
      ),
  );
}

function wrapFault<T>(spec: ParamSpec, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof CastError)) throw error;
    throw new CastError(
      `Failed to validate type and shape for ${
        describe(spec)
      }, error: ${error.message}`,
    );
  }
}

function describe(spec: ParamSpec): string {
  const type = spec.type.kind === "scalar" ? spec.type.type : spec.type.kind;
  return `'${spec.name}': ${type}${spec.isList ? " (shape: (-1,))" : ""}`;
}

function valueOf(value: unknown, type: ColumnType): unknown {
  if (type.kind !== "scalar") {
    return enforceValue(value, type, { required: true });
  }
  if (type.type === "datetime") return datetimeOf(value);
  if (Array.isArray(value) || isDict(value)) {
    throw new CastError(
      `Value must be a scalar for type \`DataType.${type.type}\``,
    );
  }
  if (isOfType(value, type.type)) {
    const isFloat = type.type === "float" || type.type === "double";
    return isFloat ? Number(plainValue(value)) : plainValue(value);
  }
  throw new CastError(
    `Can not safely convert \`<class '${
      pythonTypeName(value)
    }'>\` to \`DataType.${type.type}\``,
  );
}

/** Whether a value is of a type, or converts to it without a loss. */
function isOfType(value: unknown, type: ScalarType): boolean {
  const isInteger = typeof value === "bigint" || Number.isInteger(value);
  switch (type) {
    case "integer":
    case "long":
      return isInteger;
    case "float":
    case "double":
      return isInteger || typeof value === "number" ||
        value instanceof WholeFloat;
    case "boolean":
      return typeof value === "boolean";
    default:
      return typeof value === "string";
  }
}

function datetimeOf(value: unknown): Date | null {
  if (value === null) return null;
  const fault = new CastError(
    `Failed to convert value from type \`<class '${
      pythonTypeName(value)
    }'>\` to \`DataType.datetime\``,
  );
  if (typeof value !== "string") throw fault;
  try {
    const time = Number(
      castDatetimes([value], { rules: "numpy", isExact: true }).values[0],
    );
    return Number.isNaN(time) ? null : new Date(time);
  } catch (error) {
    if (error instanceof CastError) throw fault;
    throw error;
  }
}
