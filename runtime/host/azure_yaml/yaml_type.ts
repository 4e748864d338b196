import * as v from "valibot";
import { isRecord } from "../../../ground/is_record.ts";

/** What a value of a YAML may be. */
export interface YamlType<Value = unknown> {
  /** In words, for messages and documents: `a whole number`. */
  readonly expects: string;
  /** What reads it. */
  readonly schema: v.GenericSchema<unknown, Value>;
}

/** A text; a number without quotes is none, as for Azure's tools. */
export const TEXT: YamlType<string> = {
  expects: "a string",
  schema: v.string(),
};

/** A number without a fraction; Azure's tools take a text for it. */
export const WHOLE_NUMBER: YamlType<number> = {
  expects: "a whole number",
  schema: v.pipe(
    v.union([
      v.number(),
      v.pipe(v.string(), v.regex(/^\s*[-+]?\d+\s*$/), v.transform(Number)),
    ]),
    v.safeInteger(),
  ),
};

/** A whole number of which there is at least one. */
export const COUNT: YamlType<number> = {
  expects: "a whole number, 1 or more",
  schema: v.pipe(
    WHOLE_NUMBER.schema,
    v.minValue(1),
  ),
};

/** A share of a hundred. */
export const PERCENTAGE: YamlType<number> = {
  expects: "a whole number from 0 to 100",
  schema: v.pipe(
    WHOLE_NUMBER.schema,
    v.minValue(0),
    v.maxValue(100),
  ),
};

/** The texts that Azure's tools take for true, and for false. */
const TRUE_WORDS = ["true", "t", "yes", "y", "on", "1"];
const FALSE_WORDS = ["false", "f", "no", "n", "off", "0"];

/** True or false, also as a text. */
export const SWITCH: YamlType<boolean> = {
  expects: "true or false",
  schema: v.union([
    v.boolean(),
    v.pipe(
      v.union([v.string(), v.picklist([0, 1])]),
      v.transform((value) => String(value).toLowerCase()),
      v.picklist([...TRUE_WORDS, ...FALSE_WORDS]),
      v.transform((word) => TRUE_WORDS.includes(word)),
    ),
  ]),
};

/** What becomes a variable. */
export const SCALAR: YamlType<string | number | boolean> = {
  expects: "a string, a number, true or false",
  schema: v.union([v.string(), v.number(), v.boolean()]),
};

/** Names of one's own, whatever stands beside them. */
export const LABELS: YamlType<Readonly<Record<string, unknown>>> = {
  expects: "a mapping",
  schema: v.custom<Readonly<Record<string, unknown>>>(isRecord),
};

/** Whatever there is. */
export const ANYTHING: YamlType = { expects: "anything", schema: v.unknown() };

/**
 * One of some words, in any case, also written as `oneWord`, as Azure's tools
 * take it.
 *
 * @param words The words, in lower case.
 * @returns The type; its value is the word as it stands here.
 */
export function oneOf<const Word extends string>(
  ...words: readonly Word[]
): YamlType<Word> {
  return {
    expects: words.length === 1
      ? words[0]!
      : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`,
    schema: v.pipe(
      v.string(),
      v.transform((text) =>
        words.find((word) => word === text.toLowerCase()) ??
          words.find((word) => word === snakeCase(text))
      ),
      v.custom<Word>((word) => word !== undefined),
    ),
  };
}

function snakeCase(text: string): string {
  return text.replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
