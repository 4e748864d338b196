import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import { exampleOf } from "./example_of.ts";
import { jsonOf, plainSchema } from "./plain_schema.ts";
import type { SchemaObject } from "./schema_object.ts";
import { takenExample } from "./taken_example.ts";

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
  const { examples } = plainSchema(described, (ref) => ref);
  if (Array.isArray(examples)) return { ...described, example: examples[0] };
  const taken = await takenExample(schema, firstExample(schema));
  if (taken === undefined) return described;
  const example = side === "input" ? taken.input : jsonOf(taken.output);
  return example === undefined ? described : { ...described, example };
}

/** What the schema should take, as far as its description tells. */
function firstExample(schema: GenericSchema): unknown {
  const described = jsonSchemaOf(schema, "input");
  const plain = plainSchema(described, (ref) => ref);
  return exampleOf(plain, definitionsOf(described));
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
