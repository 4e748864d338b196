/** The element types of a {@linkcode Tensor}, by their numpy names. */
export type TensorDType =
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float16"
  | "float32"
  | "float64"
  | "datetime64[ns]"
  | "str"
  | "bytes"
  | "object";

/** The elements of a {@linkcode Tensor}, by its dtype, in row-major order. */
export type TensorData =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | readonly unknown[];

/**
 * An array of any rank, row-major: what numpy calls an ndarray. `bool` is one
 * byte an element, `float16` is held as float32, `datetime64[ns]` as epoch
 * nanoseconds in int64, `str`, `bytes` and `object` as plain values.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Tensor } from "@samla/samla";
 *
 * const tensor = new Tensor("float32", [1, 2], Float32Array.of(0.25, 0.75));
 * assertEquals(tensor.toNested(), [[0.25, 0.75]]);
 * ```
 */
export class Tensor {
  /** The element type. */
  readonly dtype: TensorDType;
  /** The size of each dimension; empty for a scalar. */
  readonly shape: readonly number[];
  /** The elements, row-major. */
  readonly data: TensorData;

  /**
   * Makes a tensor of data that the caller gives away.
   *
   * @param dtype The element type.
   * @param shape The size of each dimension.
   * @param data As many elements as the shape says.
   * @throws {RangeError} If the number of elements is not the product of the shape.
   */
  constructor(dtype: TensorDType, shape: readonly number[], data: TensorData) {
    let size = 1;
    for (let i = 0; i < shape.length; i++) size *= shape[i]!;
    if (data.length !== size) {
      throw new RangeError(
        `Cannot make a tensor of shape (${
          shape.join(", ")
        }) of ${data.length} elements: expected ${size}`,
      );
    }
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
  }

  /**
   * The elements as nested lists, one level a dimension.
   *
   * @returns The element itself for a scalar; else lists. Booleans are `true` and `false`, 64-bit integers `bigint`.
   */
  toNested(): unknown {
    const at = this.dtype === "bool"
      ? (i: number) => this.data[i] === 1
      : (i: number) => this.data[i];
    return nest(this.shape, at, { depth: 0, next: 0 });
  }
}

function nest(
  shape: readonly number[],
  at: (i: number) => unknown,
  cursor: { depth: number; next: number },
): unknown {
  if (cursor.depth === shape.length) return at(cursor.next++);
  const list = new Array(shape[cursor.depth]!);
  cursor.depth++;
  for (let i = 0; i < list.length; i++) list[i] = nest(shape, at, cursor);
  cursor.depth--;
  return list;
}
