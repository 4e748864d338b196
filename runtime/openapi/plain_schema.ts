import { isRecord } from "../../ground/is_record.ts";
import type { MutableSchema, SchemaObject } from "./schema_object.ts";

/** Where a `$ref` points to in the document; `undefined` if it points to nothing. */
export type MapRef = (ref: string) => string | undefined;

type Reader = (value: unknown, mapRef: MapRef) => unknown;

const TYPES = new Set([
  "array",
  "boolean",
  "integer",
  "null",
  "number",
  "object",
  "string",
]);

const readers: readonly (readonly [Reader, readonly string[]])[] = [
  [textOf, [
    "title",
    "description",
    "format",
    "contentEncoding",
    "contentMediaType",
  ]],
  [patternOf, ["pattern"]],
  [numberOf, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]],
  [positiveOf, ["multipleOf"]],
  [countOf, [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
  ]],
  [switchOf, ["uniqueItems", "readOnly", "writeOnly", "deprecated"]],
  [typeOf, ["type"]],
  [jsonOf, ["const", "default", "example"]],
  [listOf, ["enum", "examples"]],
  [namesOf, ["required"]],
  [plainSchema, ["items", "additionalProperties", "propertyNames", "not"]],
  [schemasOf, ["anyOf", "oneOf", "allOf", "prefixItems"]],
  [entriesOf, ["properties", "patternProperties"]],
];

const READERS: ReadonlyMap<string, Reader> = new Map(
  readers.flatMap(([reader, names]) =>
    names.map((name) => [name, reader] as const)
  ),
);

/**
 * A JSON Schema as draft 2020-12 has it, of the keywords that OpenAPI knows,
 * each with a value that it may have: whoever wrote the schema may have put
 * anything there.
 *
 * @param schema The schema, of this draft or of draft 7.
 * @param mapRef Where its references point to.
 * @returns The plain schema.
 */
export function plainSchema(schema: unknown, mapRef: MapRef): SchemaObject {
  if (schema === false) return { not: {} };
  if (!isRecord(schema)) return {};
  const plain: MutableSchema = {};
  for (const [key, value] of Object.entries(withPrefix(schema))) {
    const read = key.startsWith("x-") ? jsonOf : READERS.get(key);
    const kept = read?.(value, mapRef);
    if (kept !== undefined) plain[key] = kept;
  }
  if (typeof schema.$ref === "string") {
    const ref = mapRef(schema.$ref);
    if (ref !== undefined) plain.$ref = ref;
  }
  for (const key of ["enum", "anyOf", "oneOf"]) {
    if (!Array.isArray(plain[key]) || plain[key].length > 0) continue;
    // No value is one of none.
    delete plain[key];
    plain.not = {};
  }
  for (const key of ["allOf", "prefixItems", "required", "examples"]) {
    if (Array.isArray(plain[key]) && plain[key].length === 0) delete plain[key];
  }
  return plain;
}

/** Draft 7 writes `items` for `prefixItems`, and `additionalItems` for `items`. */
function withPrefix(schema: SchemaObject): SchemaObject {
  const { items, additionalItems, ...rest } = schema;
  if (!Array.isArray(items)) return schema;
  return {
    ...rest,
    prefixItems: items,
    ...(additionalItems === undefined ? {} : { items: additionalItems }),
  };
}

function textOf(value: unknown): unknown {
  return typeof value === "string" ? value : undefined;
}

/** A pattern that every reader of regular expressions takes, with Unicode and without. */
function patternOf(value: unknown): unknown {
  return typeof value === "string" && isPattern(value, "") &&
      isPattern(value, "u")
    ? value
    : undefined;
}

function isPattern(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags).flags === flags;
  } catch {
    return false;
  }
}

function numberOf(value: unknown): unknown {
  return Number.isFinite(value) ? value : undefined;
}

function positiveOf(value: unknown): unknown {
  return Number.isFinite(value) && (value as number) > 0 ? value : undefined;
}

function countOf(value: unknown): unknown {
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? value
    : undefined;
}

function switchOf(value: unknown): unknown {
  return typeof value === "boolean" ? value : undefined;
}

function typeOf(value: unknown): unknown {
  const types = [...new Set(Array.isArray(value) ? value : [value])]
    .filter((type) => TYPES.has(type));
  return types.length > 1 ? types : types[0];
}

/**
 * A value as JSON can hold it, whole.
 *
 * @param value The value.
 * @returns The value; `undefined` if JSON cannot hold some of it.
 */
export function jsonOf(value: unknown): unknown {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return numberOf(value);
  if (Array.isArray(value)) {
    const items = value.map(jsonOf);
    return items.includes(undefined) ? undefined : items;
  }
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) {
    return undefined;
  }
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => [key, jsonOf(member)] as const);
  return entries.some(([, member]) => member === undefined)
    ? undefined
    : Object.fromEntries(entries);
}

/** Those of the values that JSON can hold, each once. */
function listOf(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined;
  const seen = new Map<string, unknown>();
  for (const item of value.map(jsonOf)) {
    if (item !== undefined) seen.set(JSON.stringify(item), item);
  }
  return [...seen.values()];
}

function namesOf(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined;
  return [...new Set(value)].filter((name) => typeof name === "string");
}

function schemasOf(value: unknown, mapRef: MapRef): unknown {
  return Array.isArray(value)
    ? value.map((schema) => plainSchema(schema, mapRef))
    : undefined;
}

function entriesOf(value: unknown, mapRef: MapRef): unknown {
  if (!isRecord(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, schema]) => [key, plainSchema(schema, mapRef)]),
  );
}
