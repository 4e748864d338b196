import { DataFrame, type DType, Tensor } from "../../../../frame/mod.ts";
import type { Table } from "../estimator.ts";

/** What the values of a column are to numpy when it compares them with categories. */
export type ValueKind = "number" | "boolean" | "datetime" | "text" | "object";

const KINDS: Readonly<Record<DType, ValueKind>> = {
  boolean: "boolean",
  int32: "number",
  int64: "number",
  float32: "number",
  float64: "number",
  datetime: "datetime",
  string: "text",
  object: "object",
};

/**
 * What the values of a column are.
 *
 * @param table The table.
 * @param column The position of the column.
 * @returns Its kind; that of an array is the same for all columns.
 */
export function valueKind(table: Table, column: number): ValueKind {
  if (table instanceof DataFrame) return KINDS[table.columns[column]!.dtype];
  if (!(table instanceof Tensor)) return "number";
  if (table.dtype === "bool") return "boolean";
  if (ArrayBuffer.isView(table.data)) return "number";
  return table.dtype === "str" ? "text" : "object";
}
