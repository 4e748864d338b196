import { isDict } from "./json/is_dict.ts";
import type { NamedTensors } from "../flavor.ts";
import type { Tensor } from "../../frame/mod.ts";
import { PlainInput } from "../plain_input.ts";
import { reading } from "./input_error.ts";
import { type Instances, requireEvenLengths } from "./instances.ts";
import { numpyArray } from "./casts/numpy_array.ts";
import { LongList } from "./json/long_list.ts";
import { plainValue } from "./json/python_text.ts";

/** The values under `inputs` and `instances` are read exactly where there is no signature. */
const EXACT = { isExact: true } as const;

/**
 * Makes the input of a value under `inputs` (or under `instances` where it is
 * no list of objects) for a model without a signature.
 *
 * @param value The parsed JSON, read exactly.
 * @returns An array, arrays by name, or for a list of objects the list itself.
 * @throws {InputError} If lists are uneven.
 */
export function plainArrays(
  value: unknown,
): Tensor | NamedTensors | PlainInput {
  // Of objects, the list itself is the input.
  if (value instanceof LongList && value.keys !== undefined) {
    return plainArrays(value.toArray());
  }
  if (isDict(value)) {
    return Object.fromEntries(
      Object.entries(value).map((
        [name, item],
      ) => [name, reading(() => numpyArray(item, undefined, EXACT))]),
    );
  }
  if (Array.isArray(value) && value.every(isDict)) {
    for (const item of value) plainArrays(item);
    return new PlainInput(plainValue(value));
  }
  return reading(() => numpyArray(value, undefined, EXACT));
}

/**
 * Makes the input of a list of objects under `instances` for a model without a
 * signature.
 *
 * @param instances The values by key.
 * @returns The arrays by name.
 * @throws {InputError} If the values of a key are uneven, or keys have different numbers of values.
 */
export function plainInstances(instances: Instances): NamedTensors {
  const tensors = [...instances].map(([name, values]) =>
    [name, reading(() => numpyArray(values, undefined, EXACT))] as const
  );
  requireEvenLengths(tensors.map(([, tensor]) => tensor.shape[0]));
  return Object.fromEntries(tensors);
}
