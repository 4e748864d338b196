import type {
  Content,
  NamedSchema,
  Operation,
  OperationParameter,
} from "./operation.ts";

/** Text of any kind. */
export const TEXT_SCHEMA: NamedSchema = {
  name: "Text",
  schema: { type: "string" },
};

/** Some JSON that has no schema. */
export const ANY_SCHEMA: NamedSchema = { name: "Anything", schema: {} };

/** The description of an API, or of some part of one. */
export const OBJECT_SCHEMA: NamedSchema = {
  name: "Object",
  schema: { type: "object" },
};

/**
 * A body of JSON.
 *
 * @param name The schema's name in the description.
 * @param schema Its JSON Schema.
 * @returns The body.
 */
export function jsonContent(
  name: string,
  schema: NamedSchema["schema"],
): Content {
  return { "application/json": { name, schema } };
}

/**
 * A failure as JSON.
 *
 * @param name The schema's name in the description.
 * @param members The members that it has, which are texts.
 * @returns The body.
 */
export function failureContent(
  name: string,
  members: readonly string[],
): Content {
  return jsonContent(name, {
    type: "object",
    required: members,
    properties: Object.fromEntries(
      members.map((member) => [member, { type: "string" }]),
    ),
  });
}

/**
 * The name of the one model that there is, in a path.
 *
 * @param name The name.
 * @returns The part of the path.
 */
export function nameParameter(name: string): OperationParameter {
  return {
    name: "name",
    in: "path",
    description: "The name of the model.",
    schema: { type: "string", enum: [name] },
  };
}

/**
 * The answers to who asks whether something is ready.
 *
 * @param name The schema's name in the description.
 * @returns The answers.
 */
export function readinessAnswers(name: string): Operation["answers"] {
  const content = jsonContent(name, {
    type: "object",
    required: ["ready"],
    properties: { ready: { type: "boolean" }, name: { type: "string" } },
  });
  return {
    200: { description: "It is ready.", content },
    503: { description: "It is not ready.", content },
  };
}
