import type { Hono } from "hono";
import type { AppSettings } from "../app.ts";
import { type ScoringError, STATUS_OF } from "../errors.ts";
import type { ScoringModel } from "../model.ts";
import { addIdHeaders, readRequestIds } from "../request_ids.ts";
import { finish } from "./finish.ts";
import { askModel } from "./score_request.ts";

/** MLflow's code and its SQL state, by the kind of failure. */
const MLFLOW_CODES: Readonly<Record<string, string>> = {
  "bad-input": "BAD_REQUEST",
  "too-large": "BAD_REQUEST",
  "request-id-too-long": "BAD_REQUEST",
};

/** Statuses of MLflow's codes that are not the status of our own kind of failure. */
const MLFLOW_STATUS: Readonly<Record<string, number>> = {
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
};

/**
 * Mounts `POST /invocations`, MLflow's contract.
 *
 * @param app Where to mount.
 * @param model Who scores.
 * @param settings The host's settings.
 */
export function mountInvocations(
  app: Hono,
  model: ScoringModel,
  settings: AppSettings,
): void {
  app.post(
    "/invocations",
    (context) => invoke(context.req.raw, model, settings),
  );
}

async function invoke(
  request: Request,
  model: ScoringModel,
  settings: AppSettings,
): Promise<Response> {
  const started = performance.now();
  const ids = readRequestIds(request.headers);
  if ("failure" in ids) return failed(ids.failure, {});
  const headers: Record<string, string> = {
    "content-type": "application/json",
  };
  addIdHeaders(headers, ids);
  const outcome = await askModel(
    model,
    { request, ids, protocol: "mlflow" },
    settings,
  );
  let response: Response;
  if ("failure" in outcome) response = failed(outcome.failure, headers);
  else if (outcome.answer instanceof Response) response = outcome.answer;
  else {
    const { status, body } = outcome.answer;
    response = new Response(body, { status, headers });
  }
  return finish(response, {
    route: "/invocations",
    ids,
    started,
    settings,
    streamed: false,
  });
}

function failed(
  failure: ScoringError,
  headers: Record<string, string>,
): Response {
  if (failure.code === "unsupported-media-type") {
    return new Response(failure.message, {
      status: STATUS_OF[failure.code],
      headers: { ...headers, "content-type": "text/plain; charset=utf-8" },
    });
  }
  const code = failure.mlflowCode ?? MLFLOW_CODES[failure.code] ??
    "INTERNAL_ERROR";
  const body = { "error_code": code, message: failure.message };
  return new Response(JSON.stringify(body), {
    status: MLFLOW_STATUS[code] ?? STATUS_OF[failure.code],
    headers: { ...headers, "content-type": "application/json" },
  });
}
