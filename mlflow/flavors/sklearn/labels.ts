import { Tensor, type TensorData } from "../../../frame/mod.ts";
import { ModelError } from "../../errors.ts";
import type { PythonObject, PythonValue } from "../../python/python_object.ts";
import type { DenseMatrix } from "./estimator.ts";

/**
 * The class labels of a classifier of one output.
 *
 * @param object The classifier.
 * @param attribute Where its labels are, `classes_` mostly.
 * @returns The labels, one dimension, in the order of the probabilities.
 * @throws {ModelError} If there are none, or there are several outputs.
 */
export function readClasses(
  object: PythonObject,
  attribute = "classes_",
): Tensor {
  const value = object.get(attribute);
  const classes = labelsOf(value);
  if (classes === undefined || classes.data.length === 0) {
    throw new ModelError(
      `Cannot read ${object.className}.${attribute}: expected an array of one label a class`,
    );
  }
  return classes;
}

/**
 * The class labels of each output of a classifier of several outputs.
 *
 * @param object The classifier.
 * @param attribute Where its lists of labels are, `classes_` mostly.
 * @returns One array of labels an output.
 * @throws {ModelError} If one is no array of labels.
 */
export function readOutputClasses(
  object: PythonObject,
  attribute = "classes_",
): readonly Tensor[] {
  return object.list(attribute).map((value, output) => {
    const classes = labelsOf(value);
    if (classes !== undefined) return classes;
    throw new ModelError(
      `Cannot read ${object.className}.${attribute}: output ${output} is no array of labels`,
    );
  });
}

function labelsOf(value: PythonValue): Tensor | undefined {
  if (value instanceof Tensor) {
    return value.shape.length === 1 ? value : undefined;
  }
  if (!Array.isArray(value)) return undefined;
  if (value.every((label) => typeof label === "string")) {
    return new Tensor("str", [value.length], value);
  }
  if (value.every((label) => Number.isSafeInteger(label))) {
    const data = BigInt64Array.from(value as number[], BigInt);
    return new Tensor("int64", [value.length], data);
  }
  return new Tensor("object", [value.length], value);
}

/**
 * The labels of class indices.
 *
 * @param classes The labels by index.
 * @param indices One index a row.
 * @returns One label a row, of the dtype of `classes`.
 */
export function takeLabels(
  classes: Tensor,
  indices: ArrayLike<number>,
): Tensor {
  const shape = [indices.length];
  return new Tensor(classes.dtype, shape, takeData(classes.data, indices));
}

/**
 * Elements by position, in an array of the same kind.
 *
 * @param data The elements.
 * @param indices The positions to take.
 */
export function takeData(
  data: TensorData,
  indices: ArrayLike<number>,
): TensorData {
  const at = (i: number) => indices[i]!;
  const { length } = indices;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const taken = data instanceof BigInt64Array
      ? new BigInt64Array(length)
      : new BigUint64Array(length);
    for (let i = 0; i < length; i++) taken[i] = data[at(i)]!;
    return taken;
  }
  if (!ArrayBuffer.isView(data)) {
    const taken: unknown[] = new Array(length);
    for (let i = 0; i < length; i++) taken[i] = data[at(i)];
    return taken;
  }
  const taken = emptyLike(data, length);
  for (let i = 0; i < length; i++) taken[i] = data[at(i)]!;
  return taken;
}

type NumberArray = Exclude<
  TensorData,
  BigInt64Array | BigUint64Array | readonly unknown[]
>;

function emptyLike(data: NumberArray, length: number): NumberArray {
  if (data instanceof Float64Array) return new Float64Array(length);
  if (data instanceof Float32Array) return new Float32Array(length);
  if (data instanceof Int32Array) return new Int32Array(length);
  if (data instanceof Uint32Array) return new Uint32Array(length);
  if (data instanceof Int16Array) return new Int16Array(length);
  if (data instanceof Uint16Array) return new Uint16Array(length);
  return data instanceof Int8Array
    ? new Int8Array(length)
    : new Uint8Array(length);
}

/**
 * The position of the greatest score of each row; the first of equal ones, and
 * a NaN before any number, as numpy's argmax has it.
 *
 * @param scores One score a row and class.
 * @returns One position a row.
 */
export function argmaxRows(scores: DenseMatrix): Int32Array {
  const { rows, columns, data } = scores;
  const result = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const offset = row * columns;
    let best = 0;
    let greatest = data[offset]!;
    for (let i = 1; i < columns && !Number.isNaN(greatest); i++) {
      const score = data[offset + i]!;
      if (score > greatest || Number.isNaN(score)) {
        greatest = score;
        best = i;
      }
    }
    result[row] = best;
  }
  return result;
}

/**
 * Which of two classes each row is of.
 *
 * @param scores One score a row.
 * @param threshold What the score of the second class is above.
 * @returns 0 or 1 a row.
 */
export function aboveThreshold(
  scores: Float64Array,
  threshold: number,
): Int32Array {
  const sides = new Int32Array(scores.length);
  for (let row = 0; row < sides.length; row++) {
    if (scores[row]! > threshold) sides[row] = 1;
  }
  return sides;
}

/**
 * Which labels each row has, of a classifier that may give several.
 *
 * @param scores One score a row and label.
 * @param threshold What the score of a label that the row has is above.
 * @returns 0 or 1 a row and label.
 */
export function labelMatrix(scores: DenseMatrix, threshold: number): Tensor {
  const sides = aboveThreshold(scores.data, threshold);
  const data = new BigInt64Array(sides.length);
  for (let i = 0; i < data.length; i++) data[i] = BigInt(sides[i]!);
  return new Tensor("int64", [scores.rows, scores.columns], data);
}

/** Whether a fitted LabelBinarizer was given several labels a row. */
export function isMultilabel(binarizer: PythonObject): boolean {
  return binarizer.string("y_type_", "").startsWith("multilabel");
}

/**
 * The positions of labels by value: integers of any width, whole floats and
 * booleans that are equal in Python are equal here.
 *
 * @param classes The labels by index.
 * @returns The index of each label, by its {@linkcode labelKey}.
 */
export function labelIndices(classes: Tensor): ReadonlyMap<unknown, number> {
  const indices = new Map<unknown, number>();
  for (let i = 0; i < classes.data.length; i++) {
    indices.set(labelKey(classes.data[i]), i);
  }
  return indices;
}

/** A label as a key: numbers for all kinds of numbers, else the value itself. */
export function labelKey(label: unknown): unknown {
  if (typeof label === "bigint") {
    const number = Number(label);
    return Number.isSafeInteger(number) ? number : label;
  }
  if (typeof label === "boolean") return Number(label);
  return label;
}
