import { isRecord } from "../../ground/is_record.ts";
import { openapi2Schema } from "./openapi2_schema.ts";
import { openapi3Schema } from "./openapi3_schema.ts";
import { plainSchema } from "./plain_schema.ts";
import type { SchemaObject } from "./schema_object.ts";

/** A dialect of schemas: of OpenAPI 2.0, 3.0 or 3.1. */
export type SchemaDialect = "2" | "3" | "3.1";

const DEFINITION = /^#\/(?:\$defs|definitions)\/(.+)$/;

/**
 * A JSON Schema as a document of OpenAPI holds it: under its name, with its own
 * definitions beside it.
 *
 * @param name The name.
 * @param schema The schema, with `$defs` if it has any.
 * @param options The dialect, and where schemas stand in the document: `#/definitions/`.
 * @returns The schema object of each name.
 */
export function serviceSchemas(
  name: string,
  schema: SchemaObject,
  options: { readonly dialect: SchemaDialect; readonly root: string },
): Record<string, SchemaObject> {
  const { dialect, root } = options;
  const definitions = Object.entries({
    ...(isRecord(schema.definitions) ? schema.definitions : {}),
    ...(isRecord(schema.$defs) ? schema.$defs : {}),
  });
  const names = new Map(
    definitions.map(([key], index) => [key, nameOf(name, key, index)]),
  );
  const mapRef = (ref: string): string | undefined => {
    if (ref === "#") return root + name;
    const key = DEFINITION.exec(ref)?.[1];
    if (key === undefined) return undefined;
    const plain = key.replaceAll("~1", "/").replaceAll("~0", "~");
    const target = names.get(plain);
    return target === undefined ? undefined : root + target;
  };
  const written = (one: unknown): SchemaObject => {
    const plain = plainSchema(one, mapRef);
    if (dialect === "3.1") return plain;
    const lowered = openapi3Schema(plain);
    return dialect === "3" ? lowered : openapi2Schema(lowered);
  };
  return Object.fromEntries([
    [name, written(schema)],
    ...definitions.map(([key, one]) => [names.get(key), written(one)]),
  ]);
}

/** A name that a document takes; the index keeps two apart that look alike. */
function nameOf(name: string, key: string, index: number): string {
  return `${name}_${index}_${key.replaceAll(/[^A-Za-z0-9_-]/g, "_")}`;
}
