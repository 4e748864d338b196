import type { Mutant } from "./mutant.ts";

/**
 * Plants a mutant in the text of its file.
 *
 * @param mutant The mutant.
 * @param text The text.
 * @returns The text with the fault.
 * @throws {RangeError} If what it looks for does not occur exactly once, or nothing changes.
 */
export function plantMutant(mutant: Mutant, text: string): string {
  const { name, file, find, replace } = mutant;
  const parts = text.split(find);
  if (find === replace || parts.length !== 2) {
    throw new RangeError(
      `Cannot plant "${name}" in ${file}: found ${JSON.stringify(find)} ${
        parts.length - 1
      } times, expected once, and something else instead of it`,
    );
  }
  return parts.join(replace);
}
