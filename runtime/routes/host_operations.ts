import type { AppSettings } from "../app_settings.ts";
import { OBJECT_SCHEMA, TEXT_SCHEMA } from "../openapi/json_content.ts";
import type { Operation, OperationAnswer } from "../openapi/operation.ts";
import { SWAGGER_VERSIONS } from "../swagger.ts";

const TAG = "Host";

/**
 * The routes of a host on which no model is asked.
 *
 * @param settings Its settings.
 * @returns Each of them.
 */
export function hostOperations(
  settings: Pick<AppSettings, "metrics">,
): readonly Operation[] {
  return [
    plainOperation("/", "Whether the host lives", "text/html"),
    {
      ...plainOperation(
        "/ready",
        "Whether to send requests here",
        "text/plain",
      ),
      answers: {
        200: textAnswer("It is ready.", "text/plain"),
        503: textAnswer("It is about to stop.", "text/plain"),
      },
    },
    plainOperation("/ping", "Whether the host lives, for MLflow"),
    plainOperation("/health", "Whether the host lives, for MLflow"),
    plainOperation("/version", "The version of MLflow"),
    ...(settings.metrics === undefined
      ? []
      : [plainOperation("/metrics", "What it has counted", "text/plain")]),
    {
      ...plainOperation("/swagger.json", "The description of /score"),
      parameters: [{
        name: "version",
        in: "query",
        description: "The version of OpenAPI, else 2.",
        schema: { type: "string", enum: SWAGGER_VERSIONS },
      }],
      answers: { 200: DESCRIPTION },
    },
    {
      ...plainOperation("/openapi.json", "This description"),
      answers: { 200: DESCRIPTION },
    },
    plainOperation("/docs", "This description as a page", "text/html"),
  ];
}

const DESCRIPTION: OperationAnswer = {
  description: "The description.",
  content: { "application/json": OBJECT_SCHEMA },
};

function plainOperation(
  path: string,
  summary: string,
  type: string = "application/json",
): Operation {
  return {
    method: "get",
    path,
    tag: TAG,
    summary,
    answers: { 200: textAnswer("The answer.", type) },
  };
}

function textAnswer(description: string, type: string): OperationAnswer {
  return { description, content: { [type]: TEXT_SCHEMA } };
}
