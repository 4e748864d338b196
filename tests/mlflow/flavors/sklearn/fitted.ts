import { Tensor } from "../../../../frame/mod.ts";
import { buildModel } from "../../../../mlflow/flavors/sklearn/build_model.ts";
import type { Estimator } from "../../../../mlflow/flavors/sklearn/estimator.ts";
import { estimatorTables } from "../../../../mlflow/flavors/sklearn/estimator_tables.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../../mlflow/python/python_object.ts";

/** A fitted object as a reader would give it. */
export function fitted(
  className: string,
  attributes: Readonly<Record<string, PythonValue>>,
): PythonObject {
  const entries = Object.entries(attributes);
  return new PythonObject("sklearn", className, [], new Map(entries));
}

/** An array of doubles of one row a list. */
export function matrix(rows: readonly (readonly number[])[]): Tensor {
  const shape = [rows.length, rows[0]!.length];
  return new Tensor("float64", shape, Float64Array.from(rows.flat()));
}

/** An array of doubles of one dimension. */
export function vector(values: readonly number[]): Tensor {
  return new Tensor("float64", [values.length], Float64Array.from(values));
}

/** An array of integers of one dimension. */
export function integers(values: readonly number[]): Tensor {
  const data = BigInt64Array.from(values, BigInt);
  return new Tensor("int64", [values.length], data);
}

/** An array of text or mixed values of one dimension. */
export function objects(values: readonly unknown[]): Tensor {
  return new Tensor("object", [values.length], values);
}

/** The estimator of a fitted object, as the flavor builds it. */
export function built(value: PythonObject): Estimator {
  return buildModel({ value, foreign: [] }, estimatorTables, "model.pkl");
}
