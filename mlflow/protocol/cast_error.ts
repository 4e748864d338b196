/** Why cells cannot be cast; the caller adds which column it is. The message holds no payload. */
export class CastError extends Error {
  override readonly name = "CastError";
}

/**
 * Thrown where the plain JSON reader may have lost what decides; the body is
 * read again exactly.
 */
export class ExactReadNeeded extends Error {
  override readonly name = "ExactReadNeeded";
}

/**
 * What a cell is, in words that reveal nothing of it.
 *
 * @param cell The cell.
 * @returns The words, as `a string`.
 */
export function describeCell(cell: unknown): string {
  if (cell === null || cell === undefined) return "null";
  if (Array.isArray(cell)) return "a list";
  switch (typeof cell) {
    case "string":
      return "a string";
    case "number":
    case "bigint":
      return "a number";
    case "boolean":
      return "a boolean";
    default:
      return "an object";
  }
}
