import { ModelError } from "../../../errors.ts";

/** What Python's `\w` matches in text: letters and numbers of all scripts, and the underscore. */
const WORD = "\\p{L}\\p{N}_";
/** What Python's `\s` matches in text, as members of a bracket. */
export const PYTHON_SPACE =
  " \\t\\n\\r\\f\\v\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const DIGIT = "\\p{Nd}";

const CLASSES: Readonly<Record<string, string>> = {
  w: WORD,
  s: PYTHON_SPACE,
  d: DIGIT,
};

const BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const NO_BOUNDARY =
  `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`;

/**
 * A regular expression of Python as one that finds the same here: `\w`, `\d`,
 * `\s` and `\b` mean all of Unicode there.
 *
 * @param pattern The expression, as `(?u)\b\w\w+\b`.
 * @param location Whose it is, for messages.
 * @returns An expression with the flags `g` and `v`.
 * @throws {ModelError} If it uses what the two write differently, as look-behind, back references or named groups.
 */
export function translatePattern(pattern: string, location: string): RegExp {
  const refuse = (what: string): ModelError =>
    new ModelError(
      `Cannot serve ${location}: its token_pattern has ${what}, which is not supported`,
    );
  if (pattern.length > 1000) throw refuse("more than 1000 characters");
  const flags = /^\(\?([a-z]+)\)/.exec(pattern);
  let isInsensitive = false;
  let rest = pattern;
  if (flags !== null) {
    if (/[^ui]/.test(flags[1]!)) throw refuse(`the flags ${flags[0]}`);
    isInsensitive = flags[1]!.includes("i");
    rest = pattern.slice(flags[0].length);
  }
  const source = translate(rest, refuse);
  try {
    return new RegExp(source, isInsensitive ? "giv" : "gv");
  } catch (error) {
    throw new ModelError(
      `Cannot serve ${location}: its token_pattern is no regular expression`,
      { cause: error },
    );
  }
}

type Refuse = (what: string) => ModelError;

function translate(pattern: string, refuse: Refuse): string {
  let result = "";
  let at = 0;
  while (at < pattern.length) {
    const character = String.fromCodePoint(pattern.codePointAt(at)!);
    at += character.length;
    if (character === "\\") {
      const escaped = pattern[at++];
      if (escaped === undefined) throw refuse("a backslash at its end");
      result += translateEscape(escaped, refuse);
    } else if (character === "[") {
      const bracket = translateBracket(pattern, at, refuse);
      result += bracket.source;
      at = bracket.end;
    } else if (character === "(" && pattern[at] === "?") {
      const group = /^\?(?::|=|!)/.exec(pattern.slice(at));
      if (group === null) throw refuse("a group that is not plain");
      result += "(" + group[0];
      at += group[0].length;
    } else result += character === "]" ? "\\]" : character;
  }
  return result;
}

function translateEscape(escaped: string, refuse: Refuse): string {
  const members = membersOf(escaped);
  if (members !== undefined) return members;
  if (escaped === "b") return BOUNDARY;
  if (escaped === "B") return NO_BOUNDARY;
  return translateCharacter(escaped, refuse);
}

/** What `\w`, `\d`, `\s` and their complements stand for. */
function membersOf(escaped: string): string | undefined {
  const lower = escaped.toLowerCase();
  if (!Object.hasOwn(CLASSES, lower)) return undefined;
  return `[${escaped === lower ? "" : "^"}${CLASSES[lower]}]`;
}

/** An escape that stands for one character. */
function translateCharacter(escaped: string, refuse: Refuse): string {
  if ("tnrfv".includes(escaped)) return `\\${escaped}`;
  if (/[A-Za-z0-9]/.test(escaped)) throw refuse(`the escape \\${escaped}`);
  return literal(escaped);
}

/** A character that stands for itself, within brackets and outside. */
function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character)
    ? `\\${character}`
    : character.replace(/[-&!#%,:;<=>@`~]/, (sign) =>
      `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The members of a bracket, from behind its opening to behind its end. */
function translateBracket(
  pattern: string,
  start: number,
  refuse: Refuse,
): { readonly source: string; readonly end: number } {
  const isComplement = pattern[start] === "^";
  let source = isComplement ? "[^" : "[";
  const first = isComplement ? start + 1 : start;
  let at = first;
  // Whether a hyphen that follows makes a range of the character before.
  let isRangeable = false;
  while (at < pattern.length) {
    const character = String.fromCodePoint(pattern.codePointAt(at)!);
    // A bracket that comes first stands for itself.
    if (character === "]" && at > first) {
      return { source: source + "]", end: at + 1 };
    }
    at += character.length;
    if (character === "\\") {
      const escaped = pattern[at++] ?? "";
      const members = membersOf(escaped);
      source += members ?? translateCharacter(escaped, refuse);
      isRangeable = members === undefined;
    } else if (character === "-" && isRangeable && pattern[at] !== "]") {
      source += "-";
      isRangeable = false;
    } else {
      source += literal(character);
      isRangeable = true;
    }
  }
  throw refuse("a bracket that is not closed");
}
