import type { Column, Tensor } from "../../../frame/mod.ts";

/**
 * How an output of several dimensions becomes a column: `flatten` puts all its
 * elements one below the other, as MLflow does; `list` makes one cell a row of
 * the first dimension, a list where a row has several elements.
 */
export type RowLayout = "flatten" | "list";

/**
 * An output as a column.
 *
 * @param tensor The output.
 * @param layout What becomes of the dimensions behind the first.
 * @returns The column; small integers are int32, uint32 is int64, float16 float32, uint64 an object column of `bigint`.
 */
export function tensorColumn(tensor: Tensor, layout: RowLayout): Column {
  const { shape, data } = tensor;
  if (layout === "list" && shape.length > 1 && data.length !== shape[0]) {
    const rows = tensor.toNested();
    return { dtype: "object", values: Array.isArray(rows) ? rows : [] };
  }
  if (Array.isArray(data)) {
    return tensor.dtype === "str"
      ? { dtype: "string", values: data }
      : { dtype: "object", values: data };
  }
  if (data instanceof Float32Array) return { dtype: "float32", values: data };
  if (data instanceof Float64Array) return { dtype: "float64", values: data };
  if (data instanceof BigInt64Array) return { dtype: "int64", values: data };
  if (data instanceof Int32Array) return { dtype: "int32", values: data };
  if (data instanceof BigUint64Array) {
    return { dtype: "object", values: Array.from(data) };
  }
  if (data instanceof Uint32Array) {
    return { dtype: "int64", values: BigInt64Array.from(data, BigInt) };
  }
  if (data instanceof Uint8Array && tensor.dtype === "bool") {
    return { dtype: "boolean", values: data };
  }
  return { dtype: "int32", values: Int32Array.from(data, Number) };
}
