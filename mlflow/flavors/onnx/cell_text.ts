import type { Column } from "../../../frame/mod.ts";

/**
 * A cell as Python's `str()` writes it, which is what a graph that takes text
 * gets for cells that are none.
 *
 * @param column The column.
 * @param row The row, from 0.
 * @returns The text; `nan` where a value is missing, `None` among mixed cells.
 */
export function cellText(column: Column, row: number): string {
  switch (column.dtype) {
    case "string":
      return column.values[row] ?? "nan";
    case "object":
      return valueText(column.values[row]);
    case "float32":
    case "float64":
      return floatText(column.values[row]!);
    case "boolean":
      if (column.missing?.[row]) return "None";
      return column.values[row] === 1 ? "True" : "False";
    case "int32":
    case "int64": {
      if (column.missing === undefined) return String(column.values[row]);
      return column.missing[row]
        ? "nan"
        : floatText(Number(column.values[row]));
    }
    case "datetime":
      return new Date(column.values[row]!).toISOString();
  }
}

/**
 * A plain value as Python's `str()` writes it.
 *
 * @param value A text, a number (whole ones are integers), a boolean or a missing value.
 * @returns The text.
 */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "number" || Number.isInteger(value)) {
    return String(value);
  }
  return floatText(value);
}

/** Python's `repr` of a double: always a point or an exponent, and that of two digits. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  if (!Number.isInteger(value)) return String(value);
  return Object.is(value, -0) ? "-0.0" : `${value}.0`;
}
