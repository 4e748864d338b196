import { Tensor } from "../../frame/mod.ts";
import type { NamedTensors } from "../flavor.ts";
import {
  checkTensor,
  missingTensors,
  type TensorSchema,
} from "./tensor_input.ts";

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
  if (schema.tensors.some(({ name }) => !names.includes(String(name)))) {
    throw missingTensors(schema, names);
  }
  return Object.fromEntries(
    schema.tensors.map((spec) =>
      [spec.name!, checkTensor(named[spec.name!]!, spec, schema)] as const
    ),
  );
}
