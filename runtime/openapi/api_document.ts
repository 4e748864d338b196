import { isRecord } from "../../ground/is_record.ts";
import type {
  Content,
  NamedSchema,
  Operation,
  OperationParameter,
} from "./operation.ts";
import type { SchemaObject } from "./schema_object.ts";
import { serviceSchemas } from "./service_schemas.ts";

/** What a description says beside the routes. */
export interface ApiDocumentOptions {
  /** What the service is called. */
  readonly title: string;
  /** Its version. */
  readonly version: string;
  /** What stands before all paths; empty if nothing does. */
  readonly prefix: string;
  /** Whether a key is asked for, but where it is not. */
  readonly asksForKeys: boolean;
  /** Whether a route is answered to anybody. */
  readonly isOpen: (operation: Operation) => boolean;
  /** Names a deployment, where there are several; the routes that are not open take it. */
  readonly deployment?: OperationParameter | undefined;
}

const ROOT = "#/components/schemas/";
const DIALECT = { dialect: "3.1", root: ROOT } as const;

/**
 * A description of routes, in OpenAPI 3.1.
 *
 * @param operations The routes.
 * @param options What else it says.
 * @returns The document, as JSON can hold it.
 */
export function apiDocument(
  operations: readonly Operation[],
  options: ApiDocumentOptions,
): Readonly<Record<string, unknown>> {
  const { title, version, prefix, asksForKeys } = options;
  const schemas = schemasOf(operations);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = paths[operation.path] ??= {};
    path[operation.method] = written(operation, schemas, options);
  }
  return {
    openapi: "3.1.0",
    info: { title, version },
    servers: [{ url: prefix === "" ? "/" : prefix }],
    ...(asksForKeys ? { security: [{ bearer: [] }] } : {}),
    tags: [...new Set(operations.map(({ tag }) => tag))]
      .map((name) => ({ name })),
    paths,
    components: {
      schemas,
      ...(asksForKeys
        ? { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } }
        : {}),
    },
  };
}

type Schemas = Readonly<Record<string, SchemaObject>>;

function schemasOf(operations: readonly Operation[]): Schemas {
  const named = operations.flatMap(({ body, query, answers }) => [
    ...Object.values(body ?? {}),
    ...(query === undefined ? [] : [query]),
    ...Object.values(answers).flatMap(({ content }) =>
      Object.values(content ?? {})
    ),
  ]);
  const all: Record<string, SchemaObject> = {};
  for (const { name, schema } of named) {
    // Several routes may name one.
    if (all[name] === undefined) {
      Object.assign(all, serviceSchemas(name, schema, DIALECT));
    }
  }
  return all;
}

function written(
  operation: Operation,
  schemas: Schemas,
  options: ApiDocumentOptions,
): Readonly<Record<string, unknown>> {
  const { method, path, tag, summary, description, body, answers } = operation;
  const { asksForKeys, deployment } = options;
  const isOpen = options.isOpen(operation);
  const parameters = [
    ...(operation.parameters ?? []).map(parameterOf),
    ...queryOf(operation.query, schemas),
    ...(deployment === undefined || isOpen ? [] : [parameterOf(deployment)]),
  ];
  return {
    operationId: operationId(method, path),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(asksForKeys && isOpen ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, {
          description: answer.description,
          ...(answer.content === undefined
            ? {}
            : { content: contentOf(answer.content) }),
        }]),
      ),
      ...(asksForKeys && !isOpen
        ? { 401: { description: "The request has no key that is known." } }
        : {}),
    },
  };
}

function parameterOf({ name, in: place, ...rest }: OperationParameter) {
  return { name, in: place, required: place === "path", ...rest };
}

/** Each member of an object as a parameter; an object that says no members may have any. */
function queryOf(
  query: NamedSchema | undefined,
  schemas: Schemas,
): readonly Readonly<Record<string, unknown>>[] {
  if (query === undefined) return [];
  const { properties, required } = schemas[query.name] ?? {};
  const place = { in: "query" };
  if (!isRecord(properties)) {
    const schema = { type: "object", additionalProperties: true };
    return [{ name: "query", ...place, style: "form", explode: true, schema }];
  }
  const example = isRecord(query.schema.example) ? query.schema.example : {};
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    ...place,
    required: Array.isArray(required) && required.includes(name),
    content: {
      "application/json": {
        schema,
        ...(Object.hasOwn(example, name) ? { example: example[name] } : {}),
      },
    },
  }));
}

function contentOf(content: Content): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(content).map(([type, { name, schema }]) => [type, {
      schema: { $ref: ROOT + name },
      ...("example" in schema ? { example: schema.example } : {}),
    }]),
  );
}

/** As `getV2ModelsName`. */
function operationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const name = words.map((word) => word[0]!.toUpperCase() + word.slice(1));
  return method + (name.length === 0 ? "Root" : name.join(""));
}
