/** An escape that names a kind of character, and one of that kind. */
const KINDS: Readonly<Record<string, string>> = {
  d: "1",
  w: "a",
  s: " ",
  D: "a",
  W: "-",
  S: "a",
  t: "\t",
  n: "\n",
  r: "\r",
};
/** Those that a class of characters leaves out may be any of these. */
const CHARACTERS = "a1A-_ ./:@#";
const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/;
/** Longer ones help nobody, and a pattern may ask for millions. */
const MAX_LENGTH = 1000;
const MAX_DEPTH = 20;

/**
 * A text that most likely fits a regular expression: of what may be repeated
 * as few as can be, of what may be chosen the first.
 *
 * @param source The expression's source.
 * @returns The text; `undefined` if the expression says more than this knows.
 */
export function patternText(source: string): string | undefined {
  const read = { source, at: 0 };
  const text = choiceText(read, 0);
  return read.at < source.length ? undefined : text;
}

interface Reading {
  readonly source: string;
  at: number;
}

/** The first of the texts between `|`, up to the group's end. */
function choiceText(read: Reading, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const first = sequenceText(read, depth);
  while (first !== undefined && read.source[read.at] === "|") {
    read.at += 1;
    if (sequenceText(read, depth) === undefined) return undefined;
  }
  return first;
}

function sequenceText(read: Reading, depth: number): string | undefined {
  let text = "";
  while (read.at < read.source.length && !/[|)]/.test(read.source[read.at]!)) {
    const one = atomText(read, depth);
    if (one === undefined) return undefined;
    const [quantifier, least] =
      QUANTIFIER.exec(read.source.slice(read.at, read.at + 30)) ?? [];
    read.at += quantifier?.length ?? 0;
    const times = quantifier === undefined || quantifier[0] === "+"
      ? 1
      : Number(least ?? 0);
    if (text.length + one.length * times > MAX_LENGTH) return undefined;
    text += one.repeat(times);
  }
  return text;
}

function atomText(read: Reading, depth: number): string | undefined {
  const character = read.source[read.at++]!;
  switch (character) {
    case "^":
    case "$":
      return "";
    case ".":
      return "a";
    case "(":
      return groupText(read, depth);
    case "[":
      return classText(read);
    case "\\":
      return escapedText(read);
    default:
      return /[*+?{]/.test(character) ? undefined : character;
  }
}

function groupText(read: Reading, depth: number): string | undefined {
  const [kind] =
    /^\?(?::|<\w+>)/.exec(read.source.slice(read.at, read.at + 50)) ??
      [];
  // What looks ahead or behind asks for more than a text at its place.
  if (kind === undefined && read.source[read.at] === "?") return undefined;
  read.at += kind?.length ?? 0;
  const text = choiceText(read, depth + 1);
  return read.source[read.at++] === ")" ? text : undefined;
}

function escapedText(read: Reading): string | undefined {
  const name = read.source[read.at++];
  if (name === undefined) return undefined;
  if (name === "b" || name === "B") return "";
  // A letter or a digit that has no kind: a reference, a property, a code.
  return KINDS[name] ?? (/[A-Za-z0-9]/.test(name) ? undefined : name);
}

function classText(read: Reading): string | undefined {
  const start = read.at - 1;
  while (read.at < read.source.length && read.source[read.at] !== "]") {
    read.at += read.source[read.at] === "\\" ? 2 : 1;
  }
  read.at += 1;
  const source = read.source.slice(start, read.at);
  const fits = charactersOf(source);
  const plain = [...source].filter((one) => /\w/.test(one));
  return [...plain, ...CHARACTERS, ...source].find((one) => fits?.test(one));
}

function charactersOf(source: string): RegExp | undefined {
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return undefined;
  }
}
