import { cellAt, type Column, DataFrame, Tensor } from "../../../frame/mod.ts";
import type { ModelInput, Params } from "../../../mlflow/flavor.ts";
import { PlainInput } from "../../../mlflow/plain_input.ts";

/** What a model was asked with, as comparable plain data. */
export type Echo =
  | {
    readonly kind: "DataFrame";
    readonly columns: readonly string[];
    readonly dtypes: readonly string[];
    /** By column. */
    readonly cells: readonly (readonly string[])[];
  }
  | {
    readonly kind: "ndarray";
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly elements: readonly string[];
  }
  | { readonly kind: "dict"; readonly items: Readonly<Record<string, Echo>> }
  | { readonly kind: "plain"; readonly value: string };

/** Echoes an input. */
export function echoInput(input: ModelInput | PlainInput): Echo {
  if (input instanceof PlainInput) {
    return { kind: "plain", value: cellText(input.value) };
  }
  if (input instanceof DataFrame) {
    return {
      kind: "DataFrame",
      columns: input.names,
      dtypes: input.columns.map(dtypeOf),
      cells: input.columns.map((column) =>
        Array.from(
          { length: input.length },
          (_, row) =>
            column.dtype === "datetime"
              ? timeText(column.values[row]!)
              : cellText(cellAt(column, row), column.dtype),
        )
      ),
    };
  }
  if (input instanceof Tensor) {
    return {
      kind: "ndarray",
      dtype: input.dtype,
      shape: input.shape,
      elements: Array.from(
        input.data as ArrayLike<unknown>,
        (value) =>
          input.dtype === "bool"
            ? value === 1 ? "True" : "False"
            : cellText(value, input.dtype),
      ),
    };
  }
  return {
    kind: "dict",
    items: Object.fromEntries(
      Object.entries(input).map(([name, tensor]) => [name, echoInput(tensor)]),
    ),
  };
}

/** Echoes parameters by name. */
export function echoParams(params: Params): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, cellText(value)]),
  );
}

function dtypeOf(column: Column): string {
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

/** A value in one text for all ways of writing it; floats and integers of one value are one text. */
export function cellText(value: unknown, dtype?: string): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "number") {
    if (Number.isNaN(value)) return "None";
    return dtype === "float32" ? String(Math.fround(value)) : String(value);
  }
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return `'${value}'`;
  if (value instanceof Date) return timeText(value.getTime());
  if (value instanceof Uint8Array) {
    return `b'${String.fromCharCode(...value)}'`;
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => cellText(item)).join(", ")}]`;
  }
  return `{${
    Object.entries(value).map(([key, item]) => `'${key}': ${cellText(item)}`)
      .join(", ")
  }}`;
}

function timeText(time: number): string {
  return Number.isNaN(time) ? "None" : `ts:${time}`;
}
