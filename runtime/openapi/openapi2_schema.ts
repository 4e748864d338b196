import { isRecord } from "../../ground/is_record.ts";
import type { MutableSchema, SchemaObject } from "./schema_object.ts";

const UNKNOWN = ["anyOf", "oneOf", "not", "writeOnly", "deprecated"];

/**
 * A schema object of OpenAPI 3.0 as OpenAPI 2.0 can say it. It knows no
 * choices: what may be one of several kinds is their common type with their
 * values together, or anything; what may be null has the extension
 * `x-nullable`, which generators know.
 *
 * @param schema The schema object of OpenAPI 3.0.
 * @returns The schema object of OpenAPI 2.0, which takes all that the other takes.
 */
export function openapi2Schema(schema: SchemaObject): SchemaObject {
  if ("$ref" in schema) return schema;
  const { nullable, ...rest } = schema;
  const out: MutableSchema = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !UNKNOWN.includes(key)),
  );
  if (nullable === true) out["x-nullable"] = true;
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) addCommon(out, options.map(openapi2Schema));
  if (Array.isArray(schema.allOf)) out.allOf = schema.allOf.map(openapi2Schema);
  if (isRecord(schema.items)) out.items = openapi2Schema(schema.items);
  if (out.type === "array") out.items ??= {};
  addProperties(out, schema);
  return out;
}

/** What the options have in common: their type, and their values if each has some. */
function addCommon(out: MutableSchema, options: SchemaObject[]): void {
  const [first] = options;
  const type = first?.type;
  if (type === undefined || out.type !== undefined) return;
  if (options.some((option) => option.type !== type)) return;
  out.type = type;
  if (options.every((option) => Array.isArray(option.enum))) {
    const values = options.flatMap((option) => option.enum as unknown[]);
    out.enum ??= [...new Set(values)];
  }
  if (options.some((option) => option["x-nullable"] === true)) {
    out["x-nullable"] = true;
  }
}

function addProperties(out: MutableSchema, schema: SchemaObject): void {
  const { properties, additionalProperties: others, required } = schema;
  if (isRecord(properties)) {
    out.properties = Object.fromEntries(
      Object.entries(properties)
        .map(([key, value]) => [key, openapi2Schema(value as SchemaObject)]),
    );
  }
  if (isRecord(others)) out.additionalProperties = openapi2Schema(others);
  if (!Array.isArray(required)) return;
  // Only a property that is described can be required.
  const named = required.filter((name) =>
    isRecord(properties) && Object.hasOwn(properties, name)
  );
  if (named.length > 0) out.required = named;
  else delete out.required;
}
