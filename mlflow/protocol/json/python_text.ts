import { pythonFloatText, WholeFloat } from "./python_float.ts";

/**
 * A JSON value as Python's `str()` writes what it became there.
 *
 * @param value The value, read exactly.
 * @returns The text: `None`, `True`, `1`, `1.0`, `nan`, the text itself.
 */
export function pythonText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return String(value);
    case "number":
      if (Number.isInteger(value)) return String(value);
      if (Number.isNaN(value)) return "nan";
      if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
      return pythonFloatText(value);
    case "object":
      if (value === null) return "None";
      if (value instanceof WholeFloat) return pythonFloatText(value.value);
      if (Array.isArray(value)) return `[${value.map(nestedText).join(", ")}]`;
      return `{${
        Object.entries(value).map(([key, item]) =>
          `'${key}': ${nestedText(item)}`
        ).join(", ")
      }}`;
    default:
      return "None";
  }
}

function nestedText(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : pythonText(value);
}

/**
 * A JSON value without the marks of the exact reader: numbers for whole floats.
 *
 * @param value The value; lists and objects in it are copied only if they change.
 * @returns The plain value.
 */
export function plainValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value ?? null;
  if (value instanceof WholeFloat) return value.value;
  if (Array.isArray(value)) return value.map(plainValue);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, plainValue(item)]),
  );
}
