import { Tensor } from "../../../../frame/mod.ts";
import { takeData } from "../../../python/read_classes.ts";

/**
 * What several outputs answer as one array of `[rows, outputs]`.
 *
 * @param outputs One answer a row each, at least one; numbers of different dtypes become float64.
 */
export function joinOutputs(outputs: readonly Tensor[]): Tensor {
  const first = outputs[0]!;
  const rows = first.shape[0] ?? 0;
  const shape = [rows, outputs.length];
  const dtype = outputs.every((output) => output.dtype === first.dtype)
    ? first.dtype
    : outputs.every((output) => ArrayBuffer.isView(output.data))
    ? "float64"
    : "object";
  const size = rows * outputs.length;
  // As many elements of the same kind as the result will have.
  const data = dtype === "float64"
    ? new Float64Array(size)
    : rows === 0
    ? first.data
    : takeData(first.data, new Int32Array(size));
  outputs.forEach((output, k) => {
    let at = k;
    for (let row = 0; row < rows; row++) {
      const value = output.data[row];
      Reflect.set(data, at, dtype === "float64" ? Number(value) : value);
      at += outputs.length;
    }
  });
  return new Tensor(dtype, shape, data);
}
