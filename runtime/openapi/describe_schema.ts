import { toJsonSchema } from "@valibot/to-json-schema";
import { type GenericSchema, safeParseAsync } from "valibot";
import { exampleOf } from "./example_of.ts";
import { plainSchema } from "./plain_schema.ts";
import type { SchemaObject } from "./schema_object.ts";

/** Flags of regular expressions that a JSON Schema cannot say. */
const SAID_FLAGS = /[ims]/;

/**
 * The JSON Schema of a valibot schema, with an example: the schema's own, else
 * one that is made of it and that it takes. What JSON Schema cannot say is
 * left open, so that the description never refuses what the schema takes.
 *
 * @param schema The schema.
 * @param side Whether it is described as what comes in or as what goes out.
 * @returns The JSON Schema, of draft 2020-12; `$ref`s point into its `$defs`.
 */
export async function describeSchema(
  schema: GenericSchema,
  side: "input" | "output",
): Promise<SchemaObject> {
  const described = jsonSchemaOf(schema, side);
  const plain = plainSchema(described, (ref) => ref);
  const { examples } = plain;
  if (Array.isArray(examples)) return { ...described, example: examples[0] };
  const example = exampleOf(plain, definitionsOf(described));
  return example !== undefined && await takes(schema, side, example)
    ? { ...described, example }
    : described;
}

function jsonSchemaOf(
  schema: GenericSchema,
  side: "input" | "output",
): SchemaObject {
  try {
    const { $schema: _, ...described } = toJsonSchema(schema, {
      errorMode: "ignore",
      target: "draft-2020-12",
      typeMode: side,
      overrideSchema: ({ valibotSchema }) => OWN[valibotSchema.type],
      overrideAction: ({ valibotAction, jsonSchema }) => {
        if (!("requirement" in valibotAction)) return undefined;
        const { requirement } = valibotAction;
        if (!(requirement instanceof RegExp)) return undefined;
        if (!SAID_FLAGS.test(requirement.flags)) return undefined;
        const { pattern: _, ...rest } = jsonSchema;
        return rest;
      },
    });
    return described;
  } catch {
    // A lazy schema may need the value that it is to check.
    return {};
  }
}

/** What the library cannot convert, and JSON can hold. */
const OWN: Readonly<Record<string, { readonly type: "integer" }>> = {
  bigint: { type: "integer" },
};

function definitionsOf(schema: SchemaObject): SchemaObject {
  const definitions = schema.$defs as SchemaObject | undefined;
  return Object.fromEntries(
    Object.entries(definitions ?? {})
      .map(([key, one]) => [key, plainSchema(one, (ref) => ref)]),
  );
}

async function takes(
  schema: GenericSchema,
  side: "input" | "output",
  example: unknown,
): Promise<boolean> {
  // What goes out is not checked by the schema, which may transform it.
  if (side === "output") return true;
  try {
    return (await safeParseAsync(schema, structuredClone(example))).success;
  } catch {
    return false;
  }
}
