import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import type { Estimator, EstimatorTable, Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { mapSparse } from "../table/sparse.ts";

/** Transformers that learn nothing: thresholds, and rows of unit length. */
export const rowTransforms: EstimatorTable = {
  Binarizer: binarizer,
  Normalizer: normalizer,
};

/** The length of some neighbouring numbers. */
type Norm = (data: Float64Array, start: number, end: number) => number;

/** The norms of rows by scikit-learn's names. */
export const rowNorms: Readonly<Record<string, Norm>> = {
  l1(data, start, end) {
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.abs(data[i]!);
    return sum;
  },
  l2(data, start, end) {
    let sum = 0;
    for (let i = start; i < end; i++) sum += data[i]! * data[i]!;
    return Math.sqrt(sum);
  },
  max(data, start, end) {
    let greatest = 0;
    for (let i = start; i < end; i++) {
      greatest = Math.max(greatest, Math.abs(data[i]!));
    }
    return greatest;
  },
};

/**
 * The norm that an estimator names.
 *
 * @param object The estimator.
 * @returns The norm, or `undefined` for `None`.
 * @throws {ModelError} If its name is not known.
 */
export function readNorm(object: PythonObject): Norm | undefined {
  if (object.get("norm") === null) return undefined;
  const name = object.string("norm");
  const norm = Object.hasOwn(rowNorms, name) ? rowNorms[name] : undefined;
  if (norm !== undefined) return norm;
  throw new ModelError(
    `Cannot serve ${object.className}: norm "${name}" is not known, expected l1, l2 or max`,
  );
}

function normalizer(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const norm = readNorm(object);
  const { className } = object;

  function transform(input: Table): Table {
    const matrix = check.denseOrSparse(input);
    const data = new Float64Array(matrix.data);
    for (let row = 0; row < matrix.rows; row++) {
      const isSparse = "kind" in matrix;
      const start = isSparse ? matrix.indptr[row]! : row * matrix.columns;
      const end = isSparse ? matrix.indptr[row + 1]! : start + matrix.columns;
      divideRow(data, { start, end, norm });
    }
    return { ...matrix, data };
  }

  return { className, structure: [className], transform };
}

/**
 * Divides some neighbouring numbers by their norm; zeros stay.
 *
 * @param data The numbers; overwritten.
 * @param range Where they start and end, and the norm.
 */
export function divideRow(
  data: Float64Array,
  range: {
    readonly start: number;
    readonly end: number;
    readonly norm: Norm | undefined;
  },
): void {
  const { start, end, norm } = range;
  const length = norm?.(data, start, end) ?? 0;
  if (length === 0) return;
  for (let i = start; i < end; i++) data[i]! /= length;
}

function binarizer(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const threshold = object.number("threshold", 0);
  const { className } = object;
  const change = (value: number) => value > threshold ? 1 : 0;

  function transform(input: Table): Table {
    const matrix = check.denseOrSparse(input);
    if (!("kind" in matrix)) {
      return { ...matrix, data: matrix.data.map(change) };
    }
    if (threshold < 0) {
      throw new InputError(
        `Cannot transform a sparse matrix with ${className}: its threshold is below zero`,
      );
    }
    return mapSparse(matrix, change);
  }

  return { className, structure: [className], transform };
}
