import type { TensorDType } from "../../../frame/mod.ts";
import type { ScalarType, Schema, Signature } from "../../signature.ts";
import { elementOfTensor, type InferDataType } from "./element.ts";

/** A tensor of a model, as its metadata says it. */
export interface TensorMetadata {
  /** The name. */
  readonly name: string;
  /** The type of its elements. */
  readonly datatype: InferDataType;
  /** The size of each dimension; -1 is any. */
  readonly shape: readonly number[];
}

const SCALARS: Readonly<Record<ScalarType, TensorDType>> = {
  boolean: "bool",
  integer: "int32",
  long: "int64",
  float: "float32",
  double: "float64",
  string: "str",
  binary: "str",
  datetime: "str",
};

/**
 * The inputs or the outputs of a model in the terms of the Open Inference
 * Protocol: each column of a signature is a tensor of one column.
 *
 * @param signature The model's signature, if it has one.
 * @param side Which of the two.
 * @returns The tensors; none where the signature does not say.
 */
export function tensorMetadata(
  signature: Signature | undefined,
  side: "inputs" | "outputs",
): TensorMetadata[] {
  const schema: Schema | undefined = signature?.[side];
  if (schema === undefined) return [];
  const prefix = side === "inputs" ? "input" : "output";
  if (schema.kind === "tensors") {
    return schema.tensors.map(({ name, dtype, shape }, i) => ({
      name: String(name ?? `${prefix}-${i + 1}`),
      datatype: elementOfTensor(dtype).datatype,
      shape,
    }));
  }
  return schema.columns.map(({ name, type }, i) => ({
    name: String(name ?? `${prefix}-${i + 1}`),
    datatype: elementOfTensor(
      type.kind === "scalar" ? SCALARS[type.type] : "str",
    ).datatype,
    shape: [-1, 1],
  }));
}
