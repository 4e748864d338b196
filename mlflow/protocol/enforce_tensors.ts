import { Tensor } from "../../frame/mod.ts";
import type { NamedTensors } from "../flavor.ts";
import type { Schema, TensorSpec } from "../signature.ts";
import { describeShape } from "../signature_text.ts";
import { missingInputs, schemaError } from "./input_plan.ts";

/** A signature of tensors. */
export type TensorSchema = Extract<Schema, { kind: "tensors" }>;

/**
 * Checks arrays that are typed already against a signature of tensors; nothing
 * is cast.
 *
 * @param input One array, or arrays by name.
 * @param schema What the model takes.
 * @returns The array, or those of the signature.
 * @throws {InputError} If one is missing, or of another shape or dtype.
 */
export function enforceTensors(
  input: Tensor | NamedTensors,
  schema: TensorSchema,
): Tensor | NamedTensors {
  const first = schema.tensors[0]!;
  if (first.name === undefined) {
    const tensor = input instanceof Tensor ? input : Object.values(input)[0];
    if (tensor !== undefined) return checkTensor(tensor, first, schema);
    throw missingTensors(schema, []);
  }
  const named = input instanceof Tensor ? { [first.name]: input } : input;
  const names = Object.keys(named);
  if (schema.tensors.some(({ name }) => !names.includes(name!))) {
    throw missingTensors(schema, names);
  }
  return Object.fromEntries(
    schema.tensors.map((spec) =>
      [spec.name!, checkTensor(named[spec.name!]!, spec, schema)] as const
    ),
  );
}

/**
 * Checks the rank, the sizes and the dtype of an array.
 *
 * @param tensor The array.
 * @param spec What it must be.
 * @param schema The signature, for the message.
 * @returns The array.
 * @throws {InputError} If it is not as the signature says.
 */
export function checkTensor(
  tensor: Tensor,
  spec: TensorSpec,
  schema: TensorSchema,
): Tensor {
  const { shape, dtype } = tensor;
  const expected = spec.shape;
  const takesAnything = spec.dtype === "object" && expected.length === 1 &&
    expected[0] === -1;
  if (takesAnything) return tensor;
  const fits = shape.length === expected.length &&
    shape.every((size, i) => expected[i] === -1 || expected[i] === size);
  if (!fits) {
    throw schemaError(
      schema,
      `Shape of input ${describeShape(shape)} does not match expected shape ${
        describeShape(expected)
      }.`,
    );
  }
  if (dtype !== spec.dtype) {
    throw schemaError(
      schema,
      `dtype of input ${dtype} does not match expected dtype ${
        numpyText(spec.dtype)
      }`,
    );
  }
  return tensor;
}

/** A dtype as numpy prints it. */
export function numpyText(dtype: string): string {
  if (dtype === "str") return "<U0";
  return dtype === "bytes" ? "|S0" : dtype;
}

/**
 * The refusal of named arrays of which the signature misses some.
 *
 * @param schema The signature.
 * @param names The names that were given.
 * @returns The error to throw.
 */
export function missingTensors(
  schema: TensorSchema,
  names: readonly string[],
): Error {
  const given = new Set(names);
  const known = new Set(schema.tensors.map((spec) => spec.name));
  return schemaError(
    schema,
    missingInputs(
      schema.tensors.map((spec) => spec.name!).filter((name) =>
        !given.has(name)
      ),
      names.filter((name) => !known.has(name)),
    ),
  );
}
