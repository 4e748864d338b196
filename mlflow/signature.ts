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
  readonly name: string;
  readonly type: ColumnType;
  readonly required: boolean;
}

/** One column of a signature. */
export interface ColumnSpec {
  /** The name; absent where no column has one. */
  readonly name?: string;
  readonly type: ColumnType;
  readonly required: boolean;
}

/** One tensor of a signature. */
export interface TensorSpec {
  /** The name; absent where there is just one tensor and it has none. */
  readonly name?: string;
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
  readonly name: string;
  readonly type: ColumnType;
  readonly defaultValue: unknown;
  /** A list if true, else a single value. */
  readonly isList: boolean;
}

/** What a model takes and gives, as it was logged. */
export interface Signature {
  readonly inputs?: Schema;
  readonly outputs?: Schema;
  readonly params?: readonly ParamSpec[];
}
