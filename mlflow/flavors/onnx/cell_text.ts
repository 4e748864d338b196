import type { Column } from "../../../frame/mod.ts";
import { pythonFloatText } from "../../protocol/json/python_float.ts";
import { pythonText } from "../../protocol/json/python_text.ts";

/**
 * A cell as Python's `str()` writes it, which is what a graph that takes text
 * gets for cells that are not text.
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
      return pythonText(column.values[row]);
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

/** Python's `str` of a double: always a point or an exponent. */
function floatText(value: number): string {
  if (Number.isFinite(value)) return pythonFloatText(value);
  return pythonText(value);
}
