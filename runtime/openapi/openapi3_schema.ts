import type { MutableSchema, SchemaObject } from "./schema_object.ts";

const SAME = [
  "title",
  "description",
  "format",
  "pattern",
  "minimum",
  "maximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "uniqueItems",
  "readOnly",
  "writeOnly",
  "deprecated",
  "enum",
  "default",
  "example",
  "required",
];

/**
 * A plain schema as OpenAPI 3.0 writes it: without `null`, `const`, tuples and
 * numbers as exclusive bounds, which become `nullable`, `enum`, a list of any
 * of the kinds, and a bound with a switch.
 *
 * @param schema The plain schema.
 * @returns The schema object of OpenAPI 3.0; what it cannot say is left out.
 */
export function openapi3Schema(schema: SchemaObject): SchemaObject {
  const out: MutableSchema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (SAME.includes(key) || key.startsWith("x-")) out[key] = value;
  }
  // What must hold beside the rest.
  const all = lower(schema.allOf);
  addTypes(out, schema.type, all);
  addValues(out, schema);
  addBounds(out, schema);
  addItems(out, schema);
  addProperties(out, schema);
  if (schema.not !== undefined) out.not = lowerOne(schema.not);
  for (const key of ["anyOf", "oneOf"]) addOptions(out, key, { schema, all });
  if (schema.$ref !== undefined) {
    if (Object.keys(out).length === 0 && all.length === 0) {
      return { $ref: schema.$ref };
    }
    // Beside a reference nothing counts.
    all.push({ $ref: schema.$ref });
  }
  if (all.length > 0) out.allOf = all;
  if (out.nullable === true && Array.isArray(out.enum)) {
    if (!out.enum.includes(null)) out.enum = [...out.enum, null];
  }
  return out;
}

function lowerOne(schema: unknown): SchemaObject {
  return openapi3Schema(schema as SchemaObject);
}

function lower(schemas: unknown): SchemaObject[] {
  return ((schemas ?? []) as readonly SchemaObject[]).map(openapi3Schema);
}

function addTypes(out: MutableSchema, type: unknown, all: unknown[]): void {
  const types = type === undefined ? [] : [type].flat();
  const kinds = types.filter((kind) => kind !== "null");
  if (kinds.length < types.length) out.nullable = true;
  if (types.length > 0 && kinds.length === 0) out.enum = [null];
  if (kinds.length === 1) out.type = kinds[0];
  if (kinds.length > 1) all.push({ anyOf: kinds.map(typed) });
}

function typed(type: unknown): SchemaObject {
  return type === "array" ? { type, items: {} } : { type };
}

function addValues(out: MutableSchema, schema: SchemaObject): void {
  if ("const" in schema) {
    out.enum = [schema.const];
    if (schema.const === null) out.nullable = true;
  }
  if (out.example === undefined && Array.isArray(schema.examples)) {
    out.example = schema.examples[0];
  }
  if (schema.contentEncoding === "base64") out.format ??= "byte";
}

function addBounds(out: MutableSchema, schema: SchemaObject): void {
  const { exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (typeof above === "number" && above >= (minimum as number)) {
    out.minimum = above;
    out.exclusiveMinimum = true;
  }
  if (typeof below === "number" && below <= (maximum as number)) {
    out.maximum = below;
    out.exclusiveMaximum = true;
  }
}

function addItems(out: MutableSchema, schema: SchemaObject): void {
  const { prefixItems, items } = schema;
  if (prefixItems === undefined) {
    if (items !== undefined) out.items = lowerOne(items);
    else if (out.type === "array") out.items = {};
    return;
  }
  const kinds = lower(prefixItems);
  const isClosed = items !== undefined && isNothing(items);
  if (isClosed) out.maxItems ??= kinds.length;
  // Without a limit anything may follow.
  const isOpen = items === undefined && out.maxItems !== kinds.length;
  if (items !== undefined && !isClosed) kinds.push(lowerOne(items));
  out.items = isOpen ? {} : { anyOf: kinds };
}

/** Whether no value fits: `false`, as a schema. */
function isNothing(schema: unknown): boolean {
  return JSON.stringify(schema) === '{"not":{}}';
}

function addProperties(out: MutableSchema, schema: SchemaObject): void {
  const { properties, additionalProperties: others } = schema;
  if (properties !== undefined) {
    out.properties = Object.fromEntries(
      Object.entries(properties as Record<string, unknown>)
        .map(([key, value]) => [key, lowerOne(value)]),
    );
  }
  // Properties by pattern cannot be told from others.
  if (others === undefined || schema.patternProperties !== undefined) return;
  out.additionalProperties = isNothing(others) ? false : lowerOne(others);
}

function addOptions(
  out: MutableSchema,
  key: string,
  { schema, all }: { schema: SchemaObject; all: SchemaObject[] },
): void {
  if (schema[key] === undefined) return;
  const options = lower(schema[key]);
  const others = options.filter((option) => !isNull(option));
  if (others.length === options.length) {
    out[key] = options;
    return;
  }
  out.nullable = true;
  if (others.length > 1) out[key] = others;
  const [only] = others;
  if (others.length !== 1 || only === undefined) {
    if (others.length === 0) out.enum = [null];
    return;
  }
  // One kind or null is that kind, nullable.
  const isFree = !("$ref" in only) &&
    Object.keys(only).every((name) => out[name] === undefined) &&
    only.allOf === undefined;
  if (isFree) Object.assign(out, only);
  else all.push(only);
  out.nullable = true;
}

function isNull({ nullable, enum: values }: SchemaObject): boolean {
  return nullable === true && Array.isArray(values) && values.length === 1 &&
    values[0] === null;
}
