/** How many texts are joined at once. */
const PART = 1024;

/**
 * Joins texts of JSON. A text that grows by one piece at a time holds on to all
 * of its pieces; of many texts, some are made one before the next are made.
 *
 * @param length How many texts there are.
 * @param textOf Makes one.
 * @param separator What stands between two (default: a comma and a space, as Python writes).
 * @returns The text.
 */
export function joinedJson(
  length: number,
  textOf: (i: number) => string,
  separator = ", ",
): string {
  if (length <= PART) {
    let text = "";
    for (let i = 0; i < length; i++) {
      if (i > 0) text += separator;
      text += textOf(i);
    }
    return text;
  }
  const parts: string[] = [];
  for (let start = 0; start < length; start += PART) {
    const texts: string[] = new Array(Math.min(PART, length - start));
    for (let i = 0; i < texts.length; i++) texts[i] = textOf(start + i);
    parts.push(texts.join(separator));
  }
  return parts.join(separator);
}
