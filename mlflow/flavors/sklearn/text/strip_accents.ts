const MARK = /\p{M}/u;
/** The mark of the highest combining class; every other that combines moves in front of it. */
const HIGHEST = "\u0345";

/**
 * A text without its combining marks, decomposed for compatibility: `é` is `e`.
 *
 * @param text The text.
 */
export function stripAccents(text: string): string {
  if (isAscii(text)) return text;
  let result = "";
  for (const character of text.normalize("NFKD")) {
    if (!isCombining(character)) result += character;
  }
  return result;
}

/**
 * The ASCII characters of a text that is decomposed for compatibility.
 *
 * @param text The text.
 */
export function stripToAscii(text: string): string {
  if (isAscii(text)) return text;

  return text.normalize("NFKD").replace(/\P{ASCII}/gu, "");
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return false;
  }
  return true;
}

/** Whether the combining class of a character is not 0: then normalisation sorts it. */
function isCombining(character: string): boolean {
  if (!MARK.test(character)) return false;
  if (character === HIGHEST) return true;
  const pair = HIGHEST + character;
  return pair.normalize("NFD") !== pair;
}
