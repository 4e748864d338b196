import { unicodeEscape } from "../../../../ground/unicode_escape.ts";
import { ModelError } from "../../../errors.ts";
import { IgnoredCase } from "./ignored_case.ts";

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
  const source = translate(rest, {
    refuse,
    ignoredCase: isInsensitive ? new IgnoredCase() : undefined,
  });
  try {
    return new RegExp(source, "gv");
  } catch (error) {
    throw new ModelError(
      `Cannot serve ${location}: its token_pattern is not a regular expression`,
      { cause: error },
    );
  }
}

type Refuse = (what: string) => ModelError;

/** How a pattern is read. */
interface Reading {
  readonly refuse: Refuse;
  /** What is the same where case is ignored; absent where it is not. */
  readonly ignoredCase: IgnoredCase | undefined;
}

function translate(pattern: string, reading: Reading): string {
  const { refuse } = reading;
  let result = "";
  let at = 0;
  while (at < pattern.length) {
    const character = String.fromCodePoint(pattern.codePointAt(at)!);
    at += character.length;
    if (character === "\\") {
      const escaped = pattern[at++];
      if (escaped === undefined) throw refuse("a backslash at its end");
      result += translateEscape(escaped, reading);
    } else if (character === "[") {
      const bracket = translateBracket(pattern, at, reading);
      result += bracket.source;
      at = bracket.end;
    } else if (character === "(" && pattern[at] === "?") {
      const group = /^\?(?::|=|!)/.exec(pattern.slice(at));
      if (group === null) throw refuse("a group that is not plain");
      result += "(" + group[0];
      at += group[0].length;
    } else if (SIGNS.has(character)) {
      result += character === "]" ? "\\]" : character;
    } else result += anyCase(character, character, reading);
  }
  return result;
}

/** What stands for more than itself outside of brackets, or must be escaped. */
const SIGNS: ReadonlySet<string> = new Set("^$.*+?(){}|]");

function translateEscape(escaped: string, reading: Reading): string {
  const members = membersOf(escaped);
  if (members !== undefined) return members;
  if (escaped === "b") return BOUNDARY;
  if (escaped === "B") return NO_BOUNDARY;
  const character = translateCharacter(escaped, reading.refuse);
  return anyCase(meantBy(escaped), character, reading);
}

/** A character that stands for itself outside of brackets, in every case if case is ignored. */
function anyCase(
  character: string,
  written: string,
  reading: Reading,
): string {
  const others = othersOf(character, character, reading);
  return others === "" ? written : `[${literal(character)}${others}]`;
}

/** The members that a range has beside itself if case is ignored. */
function othersOf(first: string, last: string, reading: Reading): string {
  const others = reading.ignoredCase
    ?.others(first.codePointAt(0)!, last.codePointAt(0)!) ?? [];
  return others.map((code) => literal(String.fromCodePoint(code))).join("");
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
    : character.replace(/[-&!#%,:;<=>@`~]/, unicodeEscape);
}

/** The members of a bracket, from behind its opening to behind its end. */
function translateBracket(
  pattern: string,
  start: number,
  reading: Reading,
): { readonly source: string; readonly end: number } {
  const { refuse } = reading;
  const isComplement = pattern[start] === "^";
  let source = isComplement ? "[^" : "[";
  let others = "";
  const first = isComplement ? start + 1 : start;
  let at = first;
  // The character before, if a hyphen that follows makes a range of it.
  let rangeable: string | undefined;
  // The beginning of a range whose end comes next.
  let begin: string | undefined;
  while (at < pattern.length) {
    const character = String.fromCodePoint(pattern.codePointAt(at)!);
    // A bracket that comes first stands for itself.
    if (character === "]" && at > first) {
      return { source: `${source}${others}]`, end: at + 1 };
    }
    at += character.length;
    if (character === "-" && rangeable !== undefined && pattern[at] !== "]") {
      source += "-";
      begin = rangeable;
      rangeable = undefined;
      continue;
    }
    const escaped = character === "\\" ? pattern[at++] ?? "" : undefined;
    const members = escaped === undefined ? undefined : membersOf(escaped);
    if (members !== undefined) {
      if (begin !== undefined) throw refuse("a range that ends in a class");
      source += members;
      rangeable = undefined;
      continue;
    }
    const member = escaped === undefined ? character : meantBy(escaped);
    source += escaped === undefined
      ? literal(character)
      : translateCharacter(escaped, refuse);
    others += othersOf(begin ?? member, member, reading);
    rangeable = begin === undefined ? member : undefined;
    begin = undefined;
  }
  throw refuse("a bracket that is not closed");
}

/** The character that an escape stands for. */
function meantBy(escaped: string): string {
  const at = "tnrfv".indexOf(escaped);
  return at < 0 || escaped === "" ? escaped : "\t\n\r\f\v"[at]!;
}
