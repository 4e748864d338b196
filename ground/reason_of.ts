/**
 * Why something failed, for a sentence.
 *
 * @param thrown Whatever was thrown.
 * @returns The message of an error; the text of anything else.
 */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
