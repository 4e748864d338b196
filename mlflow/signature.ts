import type { TensorDType } from "../frame/mod.ts";

/** The names of MLflow's scalar column types. */
export type ScalarType =
  | "boolean"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "datetime";

/** The type of a column, or of a part of one. */
export type ColumnType =
  | { readonly kind: "scalar"; readonly type: ScalarType }
  | { readonly kind: "array"; readonly items: ColumnType }
  | { readonly kind: "object"; readonly properties: readonly Property[] }
  | { readonly kind: "map"; readonly values: ColumnType }
  | { readonly kind: "any" };

/** One property of an object type. */
export interface Property {
  /** The name. */
  readonly name: string;
  /** The type of its value. */
  readonly type: ColumnType;
  /** Whether it must be there. */
  readonly required: boolean;
}

/**
 * What a column is called. MLflow keeps a number that a frame was logged with as
 * a number, and no text is equal to it.
 */
export type Label = string | number;

/** One column of a signature. */
export interface ColumnSpec {
  /** The name; absent where no column has one. */
  readonly name?: Label;
  /** The type of its cells. */
  readonly type: ColumnType;
  /** Whether the column must be there. */
  readonly required: boolean;
}

/** One tensor of a signature. */
export interface TensorSpec {
  /** The name; absent where there is just one tensor and it has none. */
  readonly name?: Label;
  /** The element type. */
  readonly dtype: TensorDType;
  /** The size of each dimension; -1 is any. */
  readonly shape: readonly number[];
}

/** The inputs or outputs of a model: columns or tensors, never both. */
export type Schema =
  | { readonly kind: "columns"; readonly columns: readonly ColumnSpec[] }
  | { readonly kind: "tensors"; readonly tensors: readonly TensorSpec[] };

/** One parameter of a signature. */
export interface ParamSpec {
  /** The name. */
  readonly name: string;
  /** The type of the value, or of each item of a list. */
  readonly type: ColumnType;
  /** The value where a request gives none. */
  readonly defaultValue: unknown;
  /** A list if true, else a single value. */
  readonly isList: boolean;
}

/** What a model takes and gives, as it was logged. */
export interface Signature {
  /** What it takes. */
  readonly inputs?: Schema;
  /** What it gives. */
  readonly outputs?: Schema;
  /** The parameters it takes beside. */
  readonly params?: readonly ParamSpec[];
}
