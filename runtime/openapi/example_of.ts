import { isRecord } from "../../ground/is_record.ts";
import type { SchemaObject } from "./schema_object.ts";

const TEXTS: Readonly<Record<string, string>> = {
  date: "2026-01-31",
  "date-time": "2026-01-31T12:00:00Z",
  email: "somebody@example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  time: "12:00",
  uri: "https://example.com/",
  uuid: "123e4567-e89b-42d3-a456-426614174000",
};
/** An example of a schema that holds itself ends here. */
const MAX_DEPTH = 6;
/** Longer ones help nobody. */
const MAX_LENGTH = 1000;

/**
 * A value that fits a plain schema, as far as can be told from it.
 *
 * @param schema The schema, as `plainSchema` makes it.
 * @param definitions What its references name, by the key in `$defs`.
 * @returns The value; `undefined` if none is found.
 */
export function exampleOf(
  schema: SchemaObject,
  definitions: SchemaObject,
): unknown {
  return exampleAt(schema, { definitions, depth: 0 });
}

interface Search {
  readonly definitions: SchemaObject;
  readonly depth: number;
}

function exampleAt(schema: SchemaObject, search: Search): unknown {
  if (search.depth > MAX_DEPTH) return undefined;
  const at = { ...search, depth: search.depth + 1 };
  for (const list of [[schema.example], schema.examples, schema.enum]) {
    if (Array.isArray(list) && list[0] !== undefined) return list[0];
  }
  if ("const" in schema) return schema.const;
  if ("default" in schema) return schema.default;
  if (typeof schema.$ref === "string") {
    const target = at.definitions[schema.$ref.replace("#/$defs/", "")];
    return isRecord(target) ? exampleAt(target, at) : undefined;
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) {
    return options.map((option) => exampleAt(option, at))
      .find((example) => example !== undefined);
  }
  if (Array.isArray(schema.allOf)) return merged(schema.allOf, at);
  return typedExample(schema, at);
}

/** The members of all parts, which must be objects. */
function merged(parts: readonly SchemaObject[], at: Search): unknown {
  const examples = parts.map((part) => exampleAt(part, at));
  return examples.every(isRecord) ? Object.assign({}, ...examples) : undefined;
}

function typedExample(schema: SchemaObject, at: Search): unknown {
  switch (schema.type) {
    case "string":
      return textExample(schema);
    case "integer":
    case "number":
      return numberExample(schema);
    case "boolean":
      return true;
    case "null":
      return null;
    case "array":
      return listExample(schema, at);
    case "object":
      return objectExample(schema, at);
    default:
      return untypedExample(schema);
  }
}

/** Anything fits what says nothing, and a text is something. */
function untypedExample(schema: SchemaObject): unknown {
  const says = Object.keys(schema)
    .filter((key) => key !== "title" && key !== "description");
  return says.length === 0 ? "text" : undefined;
}

function textExample(schema: SchemaObject): unknown {
  const { minLength = 0, maxLength = MAX_LENGTH } = schema;
  const text = TEXTS[String(schema.format)] ?? "text";
  return text.padEnd(Math.min(minLength as number, MAX_LENGTH), "t")
    .slice(0, maxLength as number);
}

function numberExample(schema: SchemaObject): unknown {
  const step = (schema.multipleOf ?? 1) as number;
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const least = Math.max(
    (minimum ?? -Infinity) as number,
    (exclusiveMinimum ?? -Infinity) as number,
  );
  const most = Math.min(
    (maximum ?? Infinity) as number,
    (exclusiveMaximum ?? Infinity) as number,
  );
  const fits = (value: number) =>
    value >= least && value <= most && value !== exclusiveMinimum &&
    value !== exclusiveMaximum;
  const candidates = [
    step,
    0,
    Math.ceil(least / step) * step,
    Math.ceil(least / step) * step + step,
    Math.floor(most / step) * step,
    Math.floor(most / step) * step - step,
    ...(schema.type === "number" ? [(least + most) / 2] : []),
  ];
  return candidates.find((value) => Number.isFinite(value) && fits(value));
}

function listExample(schema: SchemaObject, at: Search): unknown {
  const { prefixItems = [], items, minItems = 0 } = schema;
  const first = (prefixItems as readonly SchemaObject[])
    .map((item) => exampleAt(item, at));
  const item = isRecord(items) ? exampleAt(items, at) : undefined;
  const wanted = Math.min(
    Math.max(minItems as number, first.length === 0 ? 1 : 0),
    (schema.maxItems ?? MAX_LENGTH) as number,
    MAX_LENGTH,
  );
  if (item === undefined) {
    return first.includes(undefined) ? undefined : first;
  }
  while (first.length < wanted) first.push(item);
  return first.includes(undefined) ? undefined : first;
}

function objectExample(schema: SchemaObject, at: Search): unknown {
  const { properties, required = [], additionalProperties } = schema;
  const { minProperties = 0 } = schema;
  const members: [string, unknown][] = [];
  for (
    const [key, property] of Object.entries(
      isRecord(properties) ? properties : {},
    )
  ) {
    const example = exampleAt(property as SchemaObject, at);
    if (example !== undefined) members.push([key, example]);
    else if ((required as unknown[]).includes(key)) return undefined;
  }
  if (isRecord(additionalProperties)) {
    const example = exampleAt(additionalProperties, at);
    const wanted = Math.min(Math.max(minProperties as number, 1), MAX_LENGTH);
    while (example !== undefined && members.length < wanted) {
      const name = members.length === 0 ? "key" : `key${members.length}`;
      members.push([name, example]);
    }
  }
  return Object.fromEntries(members);
}
