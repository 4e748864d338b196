import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import type { DenseMatrix } from "../estimator.ts";
import { readFittedRows } from "../table/fitted_rows.ts";

/** Puts the kernel of one row with each support vector into a list. */
export type FillKernels = (
  data: Float64Array,
  at: number,
  kernels: Float64Array,
) => void;

/** What a support vector machine was fitted to. */
export interface SupportVectors {
  /** The vectors, those of one class after those of another. */
  readonly matrix: DenseMatrix;
  /** Where the vectors of each class begin; one more than there are classes. */
  readonly starts: Int32Array;
  /** `(classes - 1) × vectors`, or one a vector where there are no classes. */
  readonly coefficients: Float64Array;
  /** One a pair of classes, or one. */
  readonly intercepts: Float64Array;
  readonly kernel: FillKernels;
}

/**
 * Reads a machine of libsvm, as it was before scikit-learn turned the signs of
 * two classes.
 *
 * @param object The estimator.
 * @param classes The number of classes, 1 for a regression and for one class.
 * @throws {ModelError} If its parts do not agree, or its kernel is a function of its own.
 */
export function readSupportVectors(
  object: PythonObject,
  classes: number,
): SupportVectors {
  const matrix = readFittedRows(object, "support_vectors_");
  const coefficients = readFittedRows(object, "_dual_coef_").data;
  const intercepts = object.numbers("_intercept_");
  const counts = classes === 1
    ? Float64Array.of(matrix.rows)
    : object.numbers(object.has("_n_support") ? "_n_support" : "n_support_");
  const starts = new Int32Array(classes + 1);
  for (let k = 0; k < classes; k++) starts[k + 1] = starts[k]! + counts[k]!;
  const pairs = Math.max(1, classes * (classes - 1) / 2);
  if (
    counts.length < classes || starts[classes] !== matrix.rows ||
    coefficients.length !== Math.max(1, classes - 1) * matrix.rows ||
    intercepts.length !== pairs
  ) {
    throw new ModelError(
      `Cannot read ${object.className}: ${matrix.rows} support vectors with ${coefficients.length} coefficients and ${intercepts.length} intercepts for ${classes} classes`,
    );
  }
  return {
    matrix,
    starts,
    coefficients,
    intercepts,
    kernel: kernelOf(object, matrix),
  };
}

function kernelOf(object: PythonObject, matrix: DenseMatrix): FillKernels {
  const kernel = object.get("kernel") ?? "rbf";
  if (kernel === "linear") return dotsOf(matrix);
  const gamma = object.number("_gamma");
  if (kernel === "rbf") {
    return mapped(squaredDistancesOf(matrix), (x) => Math.exp(-gamma * x));
  }
  const offset = object.number("coef0", 0);
  if (kernel === "poly") {
    const degree = object.number("degree", 3);
    return mapped(dotsOf(matrix), (x) => Math.pow(gamma * x + offset, degree));
  }
  if (kernel === "sigmoid") {
    return mapped(dotsOf(matrix), (x) => Math.tanh(gamma * x + offset));
  }
  throw new ModelError(
    `Cannot serve ${object.className} with the kernel ${
      typeof kernel === "string" ? kernel : "that is a function"
    }: linear, poly, rbf and sigmoid are known`,
  );
}

function mapped(
  fill: FillKernels,
  change: (value: number) => number,
): FillKernels {
  return (data, at, kernels) => {
    fill(data, at, kernels);
    for (let v = 0; v < kernels.length; v++) kernels[v] = change(kernels[v]!);
  };
}

function dotsOf({ columns, data: vectors }: DenseMatrix): FillKernels {
  return (data, at, kernels) => {
    let from = 0;
    for (let v = 0; v < kernels.length; v++) {
      let sum = 0;
      for (let i = 0; i < columns; i++) sum += data[at + i]! * vectors[from++]!;
      kernels[v] = sum;
    }
  };
}

function squaredDistancesOf(
  { columns, data: vectors }: DenseMatrix,
): FillKernels {
  return (data, at, kernels) => {
    let from = 0;
    for (let v = 0; v < kernels.length; v++) {
      let sum = 0;
      for (let i = 0; i < columns; i++) {
        const difference = data[at + i]! - vectors[from++]!;
        sum += difference * difference;
      }
      kernels[v] = sum;
    }
  };
}
