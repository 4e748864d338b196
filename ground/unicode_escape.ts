/**
 * A UTF-16 code unit as JSON and Python escape it.
 *
 * @param unit One code unit.
 * @returns `\u` and four hexadecimal digits, in lower case.
 */
export function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
