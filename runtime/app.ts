import { Hono } from "hono";
import type { AppOptions, AppSettings } from "./app_settings.ts";
import { INTERNAL_FAILURE } from "./errors.ts";
import { SILENT } from "./logger.ts";
import type { ScoringModel } from "./model.ts";
import { mountHealth } from "./routes/health.ts";
import { mountInvocations } from "./routes/invocations.ts";
import { mountOpenInference } from "./routes/open_inference.ts";
import { mountScore } from "./routes/score.ts";
import { mountSwagger } from "./routes/swagger.ts";
import { VERSION } from "./version.ts";

/** A host: a function from requests to answers, on web standards alone. */
export interface App {
  /** Answers one request; it never throws. */
  fetch(request: Request): Response | Promise<Response>;
}

const NOT_FOUND =
  "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.";
const WRONG_METHOD = "The method is not allowed for the requested URL.";

/**
 * Makes a host of a model: `POST /score` with Azure ML's contract, and for an
 * MLflow model `POST /invocations` with MLflow's and `/v2/…`, the Open
 * Inference Protocol.
 *
 * @param model What scores.
 * @param options Limits, and who is told of what happens.
 * @returns The host.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createApp, openModule } from "@samla/samla";
 *
 * const model = await openModule(
 *   { run: (text: string) => ({ length: text.length }) },
 *   { name: "length" },
 * );
 * const app = createApp(model);
 * const response = await app.fetch(
 *   new Request("http://localhost/score", { method: "POST", body: "four" }),
 * );
 * assertEquals(await response.json(), { length: 4 });
 * ```
 */
export function createApp(model: ScoringModel, options: AppOptions = {}): App {
  const settings: AppSettings = {
    maxBodyBytes: 100 * 1024 * 1024,
    timeoutMs: 3_600_000,
    log: SILENT,
    serviceName: "ML service",
    showVersion: true,
    mlflowVersion: VERSION,
    ...options,
    logsPayloads: ["request", "response"].some((name) =>
      options.deployment?.collection(name) !== undefined
    ),
  };
  const app = new Hono();
  mountHealth(app, settings);
  mountScore(app, model, settings);
  if (model.protocols.includes("mlflow")) {
    mountInvocations(app, model, settings);
  }
  if (model.protocols.includes("open-inference")) {
    mountOpenInference(app, model, settings);
  }
  mountSwagger(app, model, settings);
  const paths = new Set(app.routes.map((route) => route.path));
  app.notFound((context) =>
    paths.has(context.req.path)
      ? refusal(405, WRONG_METHOD)
      : refusal(404, NOT_FOUND)
  );
  app.onError((error) => {
    settings.log.error("The host failed", { cause: error.stack });
    return refusal(500, INTERNAL_FAILURE);
  });
  return { fetch: (request) => app.fetch(request) };
}

function refusal(status: number, message: string): Response {
  return new Response(JSON.stringify({ message }), {
    status,
    headers: {
      "content-type": "application/json",
      "x-ms-run-function-failed": "False",
    },
  });
}
