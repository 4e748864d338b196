import { Tensor, type TensorData, type TensorDType } from "../../frame/mod.ts";
import type { Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import { decodeElements } from "./decode_elements.ts";
import type { NumpyDType } from "./numpy_dtype.ts";
import type { PythonValue } from "./python_object.ts";
import type { SizeBudget } from "./size_budget.ts";
import { StructuredArray } from "./structured_array.ts";

/** numpy's own limit on the number of dimensions. */
const MAX_DIMENSIONS = 64;

/** What a file says of an array beside its elements. */
export interface ArrayLayout {
  readonly dtype: NumpyDType;
  readonly shape: readonly number[];
  /** Whether the first dimension varies fastest in the file. */
  readonly fortranOrder: boolean;
}

/**
 * The number of elements of a shape.
 *
 * @param shape The size of each dimension, as the file says it.
 * @returns The product.
 * @throws {ModelError} If a size is not a count, or there are too many dimensions.
 */
export function countElements(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new ModelError(
        `Cannot read an array: its shape has a dimension of ${size}`,
      );
    }
    count *= size;
  }
  if (shape.length > MAX_DIMENSIONS || !Number.isSafeInteger(count)) {
    throw new ModelError(
      `Cannot read an array of ${shape.length} dimensions and ${count} elements`,
    );
  }
  return count;
}

/**
 * An array of the bytes that a file has for it.
 *
 * @param bytes The elements, packed; they are copied, those of records are kept.
 * @param layout Type, shape and order.
 * @param budget What may still be allocated.
 * @returns The array, row-major.
 * @throws {ModelError} If the bytes are not as many as the shape says, or the type cannot be read.
 */
export function arrayOfBytes(
  bytes: Bytes,
  layout: ArrayLayout,
  budget: SizeBudget,
): Tensor | StructuredArray {
  const { dtype, shape } = layout;
  const count = countElements(shape);
  budget.takeBytes(Math.max(bytes.length, count));
  if (dtype.name === "void") {
    if (layout.fortranOrder && shape.length > 1) {
      throw new ModelError(
        "Cannot read an array of records in column-major order",
      );
    }
    return new StructuredArray(bytes, dtype, shape);
  }
  const { type, data } = decodeElements(bytes, dtype, count);
  return tensorOf(type, data, layout);
}

/**
 * An array of Python values.
 *
 * @param items The elements, row-major: numpy lists them so whatever the array's order.
 * @param layout Type and shape.
 * @returns The array, row-major.
 * @throws {ModelError} If the elements are not as many as the shape says.
 */
export function arrayOfObjects(
  items: readonly PythonValue[],
  layout: ArrayLayout,
): Tensor {
  const count = countElements(layout.shape);
  if (items.length !== count || layout.dtype.name !== "object") {
    throw new ModelError(
      `Cannot read an array of ${count} ${layout.dtype.name}: found a list of ${items.length}`,
    );
  }
  return new Tensor("object", layout.shape, items);
}

function tensorOf(
  type: TensorDType,
  data: TensorData,
  layout: ArrayLayout,
): Tensor {
  const { shape } = layout;
  const isRowMajor = !layout.fortranOrder || shape.length < 2;
  return new Tensor(type, shape, isRowMajor ? data : toRowMajor(data, shape));
}

function toRowMajor(data: TensorData, shape: readonly number[]): TensorData {
  if (Array.isArray(data)) {
    const target = new Array<unknown>(data.length);
    reorder(data, target, shape);
    return target;
  }
  if (data instanceof BigInt64Array) {
    const target = new BigInt64Array(data.length);
    reorder(data, target, shape);
    return target;
  }
  if (data instanceof BigUint64Array) {
    const target = new BigUint64Array(data.length);
    reorder(data, target, shape);
    return target;
  }
  if (isNumbers(data)) {
    const target = data.slice();
    reorder<number>(data, target, shape);
    return target;
  }
  return data;
}

type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;

function isNumbers(data: TensorData): data is Numbers {
  return ArrayBuffer.isView(data) && !(data instanceof BigInt64Array) &&
    !(data instanceof BigUint64Array);
}

function reorder<T>(
  source: ArrayLike<T>,
  target: { [index: number]: T },
  shape: readonly number[],
): void {
  const rank = shape.length;
  const strides: number[] = [];
  for (let i = 0; i < rank; i++) {
    strides.push(i === 0 ? 1 : strides[i - 1]! * shape[i - 1]!);
  }
  const index = new Array<number>(rank).fill(0);
  let from = 0;
  for (let to = 0; to < source.length; to++) {
    target[to] = source[from]!;
    for (let i = rank - 1; i >= 0; i--) {
      from += strides[i]!;
      if (++index[i]! < shape[i]!) break;
      from -= strides[i]! * shape[i]!;
      index[i] = 0;
    }
  }
}
