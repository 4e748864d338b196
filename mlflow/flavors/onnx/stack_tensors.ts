import {
  Tensor,
  type TensorData,
  type TensorDType,
} from "../../../frame/mod.ts";

/** Arrays over a buffer by dtype; those that hold values and not numbers have none. */
const ARRAYS: Readonly<
  Partial<Record<TensorDType, (buffer: ArrayBuffer) => TensorData>>
> = {
  bool: (buffer) => new Uint8Array(buffer),
  int8: (buffer) => new Int8Array(buffer),
  int16: (buffer) => new Int16Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  int64: (buffer) => new BigInt64Array(buffer),
  uint8: (buffer) => new Uint8Array(buffer),
  uint16: (buffer) => new Uint16Array(buffer),
  uint32: (buffer) => new Uint32Array(buffer),
  uint64: (buffer) => new BigUint64Array(buffer),
  float16: (buffer) => new Float32Array(buffer),
  float32: (buffer) => new Float32Array(buffer),
  float64: (buffer) => new Float64Array(buffer),
};

/**
 * Tensors of one dtype and shape as one tensor with a dimension more.
 *
 * @param tensors At least one.
 * @returns The stacked tensor; its first dimension counts the tensors.
 */
export function stackTensors(tensors: readonly Tensor[]): Tensor {
  const { dtype, shape } = tensors[0]!;
  const makeArray = ARRAYS[dtype];
  const stacked = [tensors.length, ...shape];
  if (makeArray === undefined) {
    const values = tensors.flatMap((tensor) =>
      Array.from<unknown>(tensor.data)
    );
    return new Tensor(dtype, stacked, values);
  }
  let byteLength = 0;
  for (const { data } of tensors) {
    if (ArrayBuffer.isView(data)) byteLength += data.byteLength;
  }
  const bytes = new Uint8Array(byteLength);
  let at = 0;
  for (const { data } of tensors) {
    if (!ArrayBuffer.isView(data)) continue;
    const { buffer, byteOffset } = data;
    bytes.set(new Uint8Array(buffer, byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return new Tensor(dtype, stacked, makeArray(bytes.buffer));
}
