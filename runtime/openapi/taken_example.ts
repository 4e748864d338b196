import { type BaseIssue, type GenericSchema, safeParseAsync } from "valibot";
import { patternText } from "./pattern_text.ts";

/** What a schema takes, and what it makes of it. */
export interface TakenExample {
  /** What it takes. */
  readonly input: unknown;
  /** What it makes of it. */
  readonly output: unknown;
}

/** Texts and numbers that are what a check may ask for. */
const TEXTS = [
  "a",
  "text",
  "some words",
  "Text",
  "some-words",
  "1",
  "12",
  "123",
  "1.5",
  "2026-01-31",
  "2026-01-31T12:00:00Z",
  "2026-01-31T12:00",
  "12:00",
  "12:00:00",
  "2026-W05",
  "https://example.com/",
  "somebody@example.com",
  "192.0.2.1",
  "2001:db8::1",
  "00:1b:44:11:3a:b7",
  "123e4567-e89b-42d3-a456-426614174000",
  "01arz3ndektsv4rrffq69g5fav",
  "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  "d41d8cd98f00b204e9800998ecf8427e",
  "DEUTDEFF",
  "4111111111111111",
  "490154203237518",
  "#0044ff",
  "0xff",
  "0o17",
  "😀",
  "{}",
  "[]",
  "true",
  "",
];
const NUMBERS = [1, 2, 3, 5, 10, 20, 50, 100, 1000, 0, 0.5, -1, -10];
/** A check may be slow, and there may be many members. */
const MAX_TRIES = 1000;

/**
 * An example that a schema takes, close to a first one: texts and numbers that
 * it refuses are replaced by others, one by one.
 *
 * @param schema The schema; it may have checks that no description tells.
 * @param first The example to begin with, as JSON.
 * @returns The example; `undefined` if none is found.
 */
export async function takenExample(
  schema: GenericSchema,
  first: unknown,
): Promise<TakenExample | undefined> {
  if (first === undefined) return undefined;
  let input: unknown = first;
  let tries = 0;
  let result = await parse(schema, input);
  while (result !== undefined && result.issues !== undefined) {
    const [issue] = result.issues;
    const next = replacements(input, issue);
    result = undefined;
    for (const candidate of next) {
      if (++tries > MAX_TRIES) return undefined;
      const tried = await parse(schema, candidate);
      if (tried === undefined) continue;
      if (tried.issues?.some((one) => isSamePlace(one, issue))) continue;
      input = candidate;
      result = tried;
      break;
    }
  }
  return result === undefined ? undefined : { input, output: result.output };
}

interface Parsed {
  readonly output: unknown;
  readonly issues:
    | readonly [BaseIssue<unknown>, ...BaseIssue<unknown>[]]
    | undefined;
}

async function parse(
  schema: GenericSchema,
  value: unknown,
): Promise<Parsed | undefined> {
  try {
    return await safeParseAsync(schema, structuredClone(value));
  } catch {
    // A check may throw.
    return undefined;
  }
}

function keysOf(issue: BaseIssue<unknown>): unknown[] {
  return (issue.path ?? []).map((item) => item.key);
}

function isSamePlace(one: BaseIssue<unknown>, other: BaseIssue<unknown>) {
  return JSON.stringify(keysOf(one)) === JSON.stringify(keysOf(other));
}

/** The example with other values at the place of the issue, or without the place. */
function* replacements(
  example: unknown,
  issue: BaseIssue<unknown>,
): Generator<unknown> {
  const keys = keysOf(issue);
  let at = example;
  for (const key of keys) {
    if (typeof at !== "object" || at === null) return;
    at = (at as Record<PropertyKey, unknown>)[key as PropertyKey];
  }
  if (typeof at === "string" || typeof at === "number") {
    for (const other of othersThan(at, issue)) {
      yield changed(example, keys, (parent, key) => parent[key] = other);
    }
  }
  for (let length = keys.length; length > 0; length -= 1) {
    yield changed(example, keys.slice(0, length), (parent, key) => {
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
    });
  }
}

function othersThan(at: unknown, issue: BaseIssue<unknown>): unknown[] {
  const { requirement } = issue;
  const asked = [requirement].flat();
  const patterns = asked.filter((value) => value instanceof RegExp)
    .map(({ source }) => patternText(source));
  const others = typeof at === "string" ? [...asked, ...TEXTS, ...patterns] : [
    ...asked,
    ...asked.map((value) => Number(value) + 1),
    ...asked.map((value) => Number(value) - 1),
    ...NUMBERS,
  ];
  return others.filter((other) => typeof other === typeof at && other !== at);
}

type Parent = Record<PropertyKey, unknown>;

/** A copy of the example, changed at a place. */
function changed(
  example: unknown,
  keys: readonly unknown[],
  change: (parent: Parent, key: PropertyKey) => void,
): unknown {
  // The whole is a member too.
  const copy: Parent = { whole: structuredClone(example) };
  const path = ["whole", ...keys] as PropertyKey[];
  const last = path.pop();
  const parent = path.reduce<Parent>((at, key) => at[key] as Parent, copy);
  if (last !== undefined) change(parent, last);
  return copy.whole;
}
