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
