import type { SchemaObject } from "./schema_object.ts";

/** A schema that stands in a description under its name; its `example` is one of what it describes. */
export interface NamedSchema {
  /** The name. */
  readonly name: string;
  /** The JSON Schema. */
  readonly schema: SchemaObject;
}

/** What a body is, by its media type. */
export type Content = Readonly<Record<string, NamedSchema>>;

/** A part of an address or a header. */
export interface OperationParameter {
  /** The name. */
  readonly name: string;
  /** Where it stands. */
  readonly in: "path" | "query" | "header";
  /** What it is. */
  readonly description: string;
  /** What it may be. */
  readonly schema: SchemaObject;
}

/** What one answer is. */
export interface OperationAnswer {
  /** When it is given. */
  readonly description: string;
  /** Its body; absent if it has none. */
  readonly content?: Content;
}

/** One route of a host, as its description tells it. */
export interface Operation {
  /** How it is asked. */
  readonly method: "get" | "post";
  /** The path, with `{name}` for what stands in `parameters`. */
  readonly path: string;
  /** Whose contract it is. */
  readonly tag: string;
  /** What it is for, in a few words. */
  readonly summary: string;
  /** What else is to be known of it. */
  readonly description?: string;
  /** What stands in its address and its headers. */
  readonly parameters?: readonly OperationParameter[];
  /** An object whose members stand in the query, each as JSON. */
  readonly query?: NamedSchema;
  /** The body of a request; absent if it has none. */
  readonly body?: Content;
  /** The answers, by status, or `default`. */
  readonly answers: Readonly<Record<string, OperationAnswer>>;
}
