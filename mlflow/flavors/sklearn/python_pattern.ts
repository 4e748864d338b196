import { ModelError } from "../../errors.ts";

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
 * @returns An expression with the flags `g` and `u`.
 * @throws {ModelError} If it uses what the two write differently, as look-behind, back references or inline flags within.
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
    return new RegExp(source, isInsensitive ? "giu" : "gu");
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
  let isInClass = false;
  while (at < pattern.length) {
    const character = String.fromCodePoint(pattern.codePointAt(at)!);
    at += character.length;
    if (character === "\\") {
      const escaped = pattern[at++];
      if (escaped === undefined) throw refuse("a backslash at its end");
      result += translateEscape(escaped, isInClass, refuse);
    } else if (isInClass) {
      if (character === "]") isInClass = false;
      result += character === "[" ? "\\[" : character;
    } else if (character === "[") {
      isInClass = true;
      result += character;
      if (pattern[at] === "^") {
        result += "^";
        at++;
      }
      // A bracket that comes first stands for itself.
      if (pattern[at] === "]") {
        result += "\\]";
        at++;
      }
    } else if (character === "(" && pattern[at] === "?") {
      const group = /^\?(?::|=|!)/.exec(pattern.slice(at));
      if (group === null) throw refuse("a group that is not plain");
      result += "(" + group[0];
      at += group[0].length;
    } else if (character === "]" || character === "}") {
      result += character === "]" ? "\\]" : "}";
    } else result += character;
  }
  if (isInClass) throw refuse("a bracket that is not closed");
  return result;
}

function translateEscape(
  escaped: string,
  isInClass: boolean,
  refuse: Refuse,
): string {
  const members = Object.hasOwn(CLASSES, escaped)
    ? CLASSES[escaped]
    : undefined;
  if (members !== undefined) return isInClass ? members : `[${members}]`;
  const outside = Object.hasOwn(CLASSES, escaped.toLowerCase())
    ? CLASSES[escaped.toLowerCase()]
    : undefined;
  if (outside !== undefined) {
    if (isInClass) throw refuse(`\\${escaped} within brackets`);
    return `[^${outside}]`;
  }
  if (!isInClass && escaped === "b") return BOUNDARY;
  if (!isInClass && escaped === "B") return NO_BOUNDARY;
  if ("tnrfv".includes(escaped)) return `\\${escaped}`;
  if (/[A-Za-z0-9]/.test(escaped)) throw refuse(`the escape \\${escaped}`);
  if (escaped === "-") return isInClass ? "\\-" : "-";
  return /[\^$\\.*+?()[\]{}|/]/.test(escaped) ? `\\${escaped}` : escaped;
}
