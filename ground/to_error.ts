/**
 * Anything that was thrown, as an error.
 *
 * @param thrown Whatever was thrown.
 * @returns The same error; an error with its text if it is something else.
 */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
