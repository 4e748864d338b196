import { InputError } from "../errors.ts";
import { CastError } from "./casts/cast_error.ts";

/**
 * A request that cannot be read, as MLflow names it.
 *
 * @param detail What is wrong.
 * @param cause The error below, if there is one.
 * @returns The error to throw.
 */
export function inputError(detail: string, cause?: unknown): InputError {
  return new InputError(`Invalid input. ${detail}`, { cause });
}

/**
 * Runs a step of reading a request; what cannot be cast is a fault of the request.
 *
 * @param step The step.
 * @returns What the step gives.
 * @throws {InputError} If the step throws a {@linkcode CastError}.
 */
export function reading<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof CastError) throw inputError(error.message, error);
    throw error;
  }
}
