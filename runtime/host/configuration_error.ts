import { reasonOf } from "../../ground/reason_of.ts";
import { missingPermission } from "../missing_permission.ts";

/**
 * A start that cannot go on: a path, a file, a key or a value is wrong. The
 * message is one sentence that names it; the command exits with code 3.
 */
export class ConfigurationError extends Error {
  /** `ConfigurationError`. */
  override readonly name = "ConfigurationError";
}

/**
 * What is wrong in a line of a file.
 *
 * @param place The file, and the line from 1.
 * @param error What was thrown for it.
 * @returns The error that stops the start.
 */
export function errorInFile(
  place: { readonly file: string; readonly line: number },
  error: unknown,
): ConfigurationError {
  const reason = configurationReason(error);
  return new ConfigurationError(
    `Cannot read ${place.file}: line ${place.line}, ${
      reason[0]!.toLowerCase() + reason.slice(1)
    }`,
    { cause: error },
  );
}

/**
 * The text of anything thrown, for a sentence.
 *
 * @param error What was thrown.
 * @returns Its message, of the first line only.
 */
export function configurationReason(error: unknown): string {
  const missing = missingPermission(error);
  if (missing !== undefined) {
    const { access, flag } = missing;
    return `It needs ${access}, which was not granted; start samla with ${flag}`;
  }
  return reasonOf(error).split("\n", 1)[0]!;
}
