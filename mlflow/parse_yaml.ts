import {
  type Document,
  isCollection,
  isNode,
  isScalar,
  Lexer,
  type LineCounter,
  type Pair,
  parseDocument,
  visit,
} from "yaml";
import { MAX_JSON_DEPTH } from "../ground/json_excess.ts";
import { ModelError } from "./errors.ts";
import {
  IF_REALLY_LARGE,
  memoryLimit,
  type ModelLimits,
} from "./model_limits.ts";

/** What a character of YAML takes in memory, with all that is made of it; in bytes, as measured of the worst. */
const CHARACTER_COST = 64;
/** What a key, a value or a sign takes besides. */
const PART_COST = 1024;

/** How YAML is parsed. */
export interface YamlOptions extends ModelLimits {
  /** Gets the lines, for messages. */
  readonly lineCounter: LineCounter;
}

/**
 * Parses a YAML file of a model. Its size, the number of its parts and its
 * depth are bounded before anything is made of them; keys are single values,
 * none of them twice.
 *
 * @param text The text.
 * @param location The file's path, for messages.
 * @param options How large it may be, and what counts its lines.
 * @returns The document.
 * @throws {ModelError} If it is not YAML, or beyond a bound.
 */
export function parseYaml(
  text: string,
  location: string,
  options: YamlOptions,
): Document.Parsed {
  const { lineCounter } = options;
  requireSize(text, location, options);
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    // The library compares each key with each.
    uniqueKeys: false,
  });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new ModelError(
      `Cannot read ${location} as YAML: line ${line}, column ${col}: ${error.message}`,
      { cause: error },
    );
  }
  requireKeys(document, location, lineCounter);
  return document;
}

function requireSize(
  text: string,
  location: string,
  limits: ModelLimits,
): void {
  const memory = memoryLimit(text.length, limits);
  const maxCharacters = Math.floor(memory / CHARACTER_COST);
  if (text.length > maxCharacters) {
    throw new ModelError(
      `Cannot read ${location}: it has ${text.length} characters, at most ${maxCharacters} are read; ${IF_REALLY_LARGE}`,
    );
  }
  let left = Math.floor(memory / PART_COST);
  for (const _ of new Lexer().lex(text)) {
    if (--left >= 0) continue;
    throw new ModelError(
      `Cannot read ${location}: it has more than ${
        Math.floor(memory / PART_COST)
      } keys, values and signs; ${IF_REALLY_LARGE}`,
    );
  }
}

/** Refuses keys that mean something else in JavaScript, or that would have to become text first. */
function requireKeys(
  document: Document.Parsed,
  location: string,
  lines: LineCounter,
): void {
  visit(document, {
    Node: (_, node, path) => {
      if (path.length <= MAX_JSON_DEPTH) return;
      if (path.filter(isCollection).length <= MAX_JSON_DEPTH) return;
      throw new ModelError(
        `${
          lineOf(node, location, lines)
        }: it is nested deeper than ${MAX_JSON_DEPTH} levels`,
      );
    },
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items as readonly Pair[]) {
        if (isScalar(key) && key.value !== "__proto__") {
          const { size } = seen;
          if (seen.add(key.value).size > size) continue;
        }
        throw new ModelError(keyRefusal(key, location, lines));
      }
    },
  });
}

function keyRefusal(key: unknown, location: string, lines: LineCounter) {
  const place = lineOf(key, location, lines);
  if (!isScalar(key)) return `${place}: a key is not a single value`;
  return `${place}: key "${key.value}": ${
    key.value === "__proto__"
      ? "no model has such a key"
      : "it is there twice; keep one"
  }`;
}

function lineOf(node: unknown, location: string, lines: LineCounter): string {
  const at = isNode(node) ? node.range?.[0] : undefined;
  return `Cannot read ${location}${
    at === undefined ? "" : `, line ${lines.linePos(at).line}`
  }`;
}
