import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import { weightPlace } from "../../../shared_weights.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { readMatrix } from "./dense.ts";
import type { DenseMatrix } from "../estimator.ts";
import { sparseToDense } from "./sparse.ts";

/**
 * Rows that an estimator keeps of its training set, dense or sparse in the file.
 *
 * @param object The estimator.
 * @param attribute Where they are, as `support_vectors_`.
 * @returns The rows, dense.
 * @throws {ModelError} If it is not an array of two dimensions.
 */
export function readFittedRows(
  object: PythonObject,
  attribute: string,
): DenseMatrix {
  const rows = readRows(object, attribute);
  return { ...rows, data: weightPlace().keep(rows.data) };
}

function readRows(object: PythonObject, attribute: string): DenseMatrix {
  const value = object.get(attribute);
  if (value instanceof Tensor && value.shape.length === 2) {
    return readMatrix(object, attribute);
  }
  if (typeof value === "object" && value !== null && "indptr" in value) {
    return sparseToDense(value);
  }
  throw new ModelError(
    `Cannot read ${object.className}.${attribute}: expected an array of rows`,
  );
}
