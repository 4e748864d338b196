import { reasonOf } from "../../ground/reason_of.ts";

/**
 * A start that cannot go on: a path, a file, a key or a value is wrong. The
 * message is one sentence that names it; the command exits with code 3.
 */
export class ConfigurationError extends Error {
  /** `ConfigurationError`. */
  override readonly name = "ConfigurationError";
}

/**
 * The text of anything thrown, for a sentence.
 *
 * @param error What was thrown.
 * @returns Its message, of the first line only.
 */
export function configurationReason(error: unknown): string {
  return reasonOf(error).split("\n", 1)[0]!.replace(
    /(Requires (\w+) access to "?([^",]*)"?), run again with the (--allow-\w+) flag/,
    "$1, which was not granted; start the command with deno run and $4=$3, as the README's Permissions show",
  );
}
