import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { ENGLISH_STOP_WORDS } from "./english_stop_words.ts";
import type { Table } from "../estimator.ts";
import { PYTHON_SPACE, translatePattern } from "./translate_pattern.ts";
import { stripAccents, stripToAscii } from "./strip_accents.ts";

/** What makes terms (words, characters, or sequences of them) of a text. */
export type Analyzer = (text: string) => readonly string[];

/** Default patterns whose matches are runs of word characters, by the shortest run. */
const WORD_RUNS: ReadonlyMap<string, RegExp> = new Map([
  ["(?u)\\b\\w\\w+\\b", /[\p{L}\p{N}_]{2,}/gu],
  ["\\b\\w\\w+\\b", /[\p{L}\p{N}_]{2,}/gu],
  ["(?u)\\b\\w+\\b", /[\p{L}\p{N}_]+/gu],
  ["\\b\\w+\\b", /[\p{L}\p{N}_]+/gu],
  ["(?u)\\w+", /[\p{L}\p{N}_]+/gu],
  ["\\w+", /[\p{L}\p{N}_]+/gu],
]);

const SPACES = new RegExp(`[${PYTHON_SPACE}]`, "u");
const MANY_SPACES = new RegExp(`[${PYTHON_SPACE}]{2,}`, "gu");

/**
 * The analyzer that a text vectorizer describes.
 *
 * @throws {ModelError} If it uses functions of its own, reads files, or a pattern that is not supported.
 */
export function readAnalyzer(object: PythonObject): Analyzer {
  refuseFunctions(object);
  const preprocess = readPreprocessor(object);
  const range = readRange(object);
  const kind = object.string("analyzer", "word");
  if (kind === "char") {
    return (text) => characterGrams(preprocess(text), range);
  }
  if (kind === "char_wb") {
    return (text) => boundedGrams(preprocess(text), range);
  }
  if (kind !== "word") {
    throw new ModelError(
      `Cannot serve ${object.className}: analyzer "${kind}" is not known, expected word, char or char_wb`,
    );
  }
  const pattern = object.string("token_pattern");
  const expression = WORD_RUNS.get(pattern) ??
    translatePattern(pattern, object.className);
  const stopWords = readStopWords(object);
  return (text) => {
    let tokens = findAll(expression, preprocess(text));
    if (stopWords.size > 0) {
      tokens = tokens.filter((token) => !stopWords.has(token));
    }
    return wordGrams(tokens, range);
  };
}

function refuseFunctions(object: PythonObject): void {
  const given = ["preprocessor", "tokenizer"].find((name) => object.has(name));
  const isFunction = typeof object.get("analyzer") !== "string";
  if (given !== undefined || isFunction) {
    throw new ModelError(
      `Cannot serve ${object.className}: its ${
        given ?? "analyzer"
      } is a function of its own, and nothing of a model is run`,
    );
  }
  const source = object.string("input", "content");
  if (source !== "content") {
    throw new ModelError(
      `Cannot serve ${object.className}: input="${source}" reads files, expected content`,
    );
  }
}

function readPreprocessor(object: PythonObject): (text: string) => string {
  const isLower = object.boolean("lowercase");
  const accents = object.get("strip_accents");
  if (accents !== null && accents !== "ascii" && accents !== "unicode") {
    throw new ModelError(
      `Cannot serve ${object.className}: strip_accents is neither ascii nor unicode`,
    );
  }
  return (text) => {
    const lowered = isLower ? text.toLowerCase() : text;
    if (accents === null) return lowered;
    return accents === "ascii" ? stripToAscii(lowered) : stripAccents(lowered);
  };
}

/** The shortest and the longest sequence of terms. */
type Range = readonly [number, number];

function readRange(object: PythonObject): Range {
  const [shortest, longest] = object.numbers("ngram_range");
  if (shortest === undefined || longest === undefined || shortest < 1) {
    throw new ModelError(
      `Cannot read ${object.className}.ngram_range: expected two numbers from 1`,
    );
  }
  return [shortest, Math.min(longest, 1000)];
}

function readStopWords(object: PythonObject): ReadonlySet<string> {
  const value = object.get("stop_words");
  if (value === null) return new Set();
  if (value === "english") return ENGLISH_STOP_WORDS;
  return new Set(object.list("stop_words").map(String));
}

function findAll(expression: RegExp, text: string): string[] {
  const tokens: string[] = [];
  for (const match of text.matchAll(expression)) {
    tokens.push(match.length > 1 ? match[1] ?? "" : match[0]);
  }
  return tokens;
}

function wordGrams(
  tokens: readonly string[],
  [shortest, longest]: Range,
): readonly string[] {
  if (longest === 1) return tokens;
  const grams = shortest === 1 ? [...tokens] : [];
  const last = Math.min(longest, tokens.length);
  for (let n = Math.max(2, shortest); n <= last; n++) {
    for (let i = 0; i + n <= tokens.length; i++) {
      grams.push(tokens.slice(i, i + n).join(" "));
    }
  }
  return grams;
}

function characterGrams(text: string, [shortest, longest]: Range): string[] {
  const characters = Array.from(text.replace(MANY_SPACES, " "));
  const grams: string[] = [];
  for (let n = shortest; n <= Math.min(longest, characters.length); n++) {
    for (let i = 0; i + n <= characters.length; i++) {
      grams.push(characters.slice(i, i + n).join(""));
    }
  }
  return grams;
}

/** Sequences of characters within words, each word with a space at both ends. */
function boundedGrams(text: string, [shortest, longest]: Range): string[] {
  const grams: string[] = [];
  for (const word of text.split(SPACES)) {
    if (word === "") continue;
    const characters = Array.from(` ${word} `);
    for (let n = shortest; n <= longest; n++) {
      grams.push(characters.slice(0, n).join(""));
      // A word that is too short for the sequence counts once.
      if (n >= characters.length) break;
      for (let i = 1; i + n <= characters.length; i++) {
        grams.push(characters.slice(i, i + n).join(""));
      }
    }
  }
  return grams;
}

/**
 * The texts that a table holds: a list of them, or a frame of one column.
 *
 * @param table The table.
 * @param className The vectorizer, for messages.
 * @returns One text a row.
 * @throws {InputError} If there are several columns, or a row holds no text.
 */
export function readTexts(table: Table, className: string): readonly string[] {
  const texts = textColumn(table, className);
  if (isTexts(texts)) return texts;
  const row = texts.findIndex((text) => typeof text !== "string");
  throw new InputError(
    `Cannot score with ${className}: row ${row} holds no text, as a missing value`,
  );
}

function isTexts(texts: readonly unknown[]): texts is readonly string[] {
  return texts.every((text) => typeof text === "string");
}

function textColumn(table: Table, className: string): readonly unknown[] {
  if (table instanceof DataFrame && table.columns.length === 1) {
    const { dtype, values } = table.columns[0]!;
    if (dtype === "string" || dtype === "object") return values;
  }
  if (table instanceof Tensor && table.shape.length === 1) {
    if (!ArrayBuffer.isView(table.data)) return table.data;
  }
  throw new InputError(
    `Cannot score with ${className}: expected one column or list of text`,
  );
}
