/** A JSON Schema, or what OpenAPI makes of it. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** A JSON Schema while it is made. */
export type MutableSchema = Record<string, unknown>;
