import { inputError } from "./input_error.ts";

/**
 * The refusal of an object where the signature has no names.
 *
 * @param type Python's name of what came.
 * @returns The error.
 */
export function unnamedRefusal(type: string): Error {
  return inputError(
    `Failed to parse input data. This model contains an un-named  model signature which expects a single n-dimensional array or a single value as input, however, an input of type <class '${type}'> was found.`,
  );
}
