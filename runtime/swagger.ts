import type { ApiDescription } from "./api_description.ts";
import { serviceSchemas } from "./openapi/service_schemas.ts";

/** What the service is called in its description. */
export interface ServiceNames {
  /** `SERVICE_NAME`, the title. */
  readonly title: string;
  /** `SERVICE_VERSION`. */
  readonly version: string;
  /** `SERVICE_PATH_PREFIX`; slashes around it mean nothing. */
  readonly pathPrefix: string;
}

/** The versions that can be asked for; the first is the default. */
export const SWAGGER_VERSIONS = ["2", "3", "3.1"] as const;

/** One of {@linkcode SWAGGER_VERSIONS}. */
export type SwaggerVersion = typeof SWAGGER_VERSIONS[number];

const HEALTH =
  "Simple health check endpoint to ensure the service is up at any given point.";
const HEALTHY =
  "If service is up and running, this response will be returned with the content 'Healthy'";
const RUN = "Run web service's model and get the prediction output";
const INPUT =
  "The input payload for executing the real-time machine learning service.";
const OUTPUT =
  "The service processed the input correctly and provided a result prediction, if applicable.";
const FAILED = "The service failed to execute due to an error.";
const SPECIFICATION = "The Swagger specification.";
const ERROR_RESPONSE = {
  type: "object",
  properties: {
    message: { type: "string" },
  },
};

/**
 * The version that a query asks for.
 *
 * @param query The value of `version`, if there is one.
 * @returns The version; `undefined` if there is no such.
 */
export function swaggerVersion(
  query: string | null,
): SwaggerVersion | undefined {
  const asked = query === null ? "2" : query.replace(/^([23])\.0$/, "$1");
  return SWAGGER_VERSIONS.find((version) => version === asked);
}

/**
 * The description of a model's routes, as azmlinfsrv writes it.
 *
 * @param api The model's input and output.
 * @param version Swagger 2.0, or OpenAPI 3.0.3 or 3.1.0.
 * @param names What the service is called.
 * @returns The document.
 */
export function swaggerDocument(
  api: ApiDescription,
  version: SwaggerVersion,
  names: ServiceNames,
): Record<string, unknown> {
  const info = {
    title: names.title,
    description:
      `API specification for the Azure Machine Learning service ${names.title}`,
    version: names.version,
  };
  const bearer = {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    description: "For example: Bearer abc123",
  };
  const root = version === "2" ? "#/definitions/" : "#/components/schemas/";
  const dialect = { dialect: version, root };
  const schemas = {
    ...serviceSchemas("ServiceInput", api.input, dialect),
    ...serviceSchemas("ServiceOutput", api.output, dialect),
    ErrorResponse: ERROR_RESPONSE,
  };
  if (version === "2") {
    return {
      swagger: "2.0",
      info,
      schemes: ["https"],
      consumes: ["application/json"],
      produces: ["application/json"],
      securityDefinitions: { Bearer: bearer },
      paths: prefixed(paths2(), names.pathPrefix),
      definitions: schemas,
    };
  }
  return {
    openapi: version === "3" ? "3.0.3" : "3.1.0",
    info,
    security: [{ Bearer: [] }],
    paths: prefixed(paths3(), names.pathPrefix),
    components: { schemas, securitySchemes: { Bearer: bearer } },
  };
}

/** The paths as a client sees them behind something that adds a prefix. */
function prefixed(
  paths: Record<string, unknown>,
  prefix: string,
): Record<string, unknown> {
  const bare = prefix.replace(/^\/+|\/+$/g, "");
  if (bare === "") return paths;
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [`/${bare}${path}`, item]),
  );
}

function paths2(): Record<string, unknown> {
  const fails = {
    description: FAILED,
    schema: { $ref: "#/definitions/ErrorResponse" },
  };
  return {
    "/": {
      get: {
        operationId: "ServiceHealthCheck",
        description: HEALTH,
        responses: {
          200: {
            description: HEALTHY,
            schema: { type: "string" },
            examples: { "application/json": "Healthy" },
          },
          default: fails,
        },
      },
    },
    "/score": {
      post: {
        operationId: "RunMLService",
        description: RUN,
        security: [{ Bearer: [] }],
        parameters: [{
          name: "serviceInputPayload",
          in: "body",
          description: INPUT,
          schema: { $ref: "#/definitions/ServiceInput" },
        }],
        responses: {
          200: {
            description: OUTPUT,
            schema: { $ref: "#/definitions/ServiceOutput" },
          },
          default: fails,
        },
      },
    },
    "/swagger.json": {
      get: {
        operationId: "GetSwaggerSpec",
        description: "Get the Swagger specification.",
        parameters: [{
          name: "version",
          in: "query",
          required: false,
          type: "integer",
          enum: [2, 3],
        }],
        responses: {
          // A text, they say, though it is an object.
          200: { description: SPECIFICATION, schema: { type: "string" } },
          default: fails,
        },
      },
    },
  };
}

function paths3(): Record<string, unknown> {
  const json = (name: string) => ({
    "application/json": { schema: { $ref: `#/components/schemas/${name}` } },
  });
  const fails = { description: FAILED, content: json("ErrorResponse") };
  return {
    "/": {
      get: {
        operationId: "ServiceHealthCheck",
        description: HEALTH,
        responses: {
          200: {
            description: HEALTHY,
            content: {
              "text/plain": { schema: { type: "string", example: "Healthy" } },
            },
          },
          default: fails,
        },
      },
    },
    "/score": {
      post: {
        operationId: "RunMLService",
        description: RUN,
        security: [{ Bearer: [] }],
        requestBody: { description: INPUT, content: json("ServiceInput") },
        responses: {
          200: { description: OUTPUT, content: json("ServiceOutput") },
          default: fails,
        },
      },
    },
    "/swagger.json": {
      get: {
        operationId: "GetSwaggerSpec",
        description: "Get the Swagger specification.",
        parameters: [{
          name: "version",
          in: "query",
          required: false,
          schema: { type: "integer", enum: [2, 3] },
        }],
        responses: {
          200: {
            description: SPECIFICATION,
            content: { "text/plain": { schema: { type: "string" } } },
          },
          default: fails,
        },
      },
    },
  };
}
