import { Tensor, type TensorData } from "../../frame/mod.ts";

import { ModelError } from "../errors.ts";
import type { PythonObject, PythonValue } from "./python_object.ts";

/** The numbers of a label array, other than 64-bit integers. */
type NumberArray = Exclude<
  TensorData,
  BigInt64Array | BigUint64Array | readonly unknown[]
>;

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
 * @throws {ModelError} If one is not an array of labels.
 */
export function readOutputClasses(
  object: PythonObject,
  attribute = "classes_",
): readonly Tensor[] {
  return object.list(attribute).map((value, output) => {
    const classes = labelsOf(value);
    if (classes !== undefined) return classes;
    throw new ModelError(
      `Cannot read ${object.className}.${attribute}: output ${output} is not an array of labels`,
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
