import type { Hono } from "hono";
import { InputError, writeErrorAnswer } from "../../mlflow/mod.ts";
import type { AppSettings } from "../app.ts";
import { type ScoringError, STATUS_OF } from "../errors.ts";
import type { ScoringModel } from "../model.ts";
import { addIdHeaders, readRequestIds } from "../request_ids.ts";
import { finish } from "./finish.ts";
import { askModel } from "./score_request.ts";

const JSON_TYPE = { "content-type": "application/json" } as const;

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
  if ("failure" in ids) return failed(ids.failure, { ...JSON_TYPE });
  const headers: Record<string, string> = { ...JSON_TYPE };
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
  const answer = writeErrorAnswer(inputErrorOf(failure));
  return new Response(answer.body, { status: answer.status, headers });
}

/** The failure as MLflow would put it; our own limits are MLflow's bad requests. */
function inputErrorOf(failure: ScoringError): InputError {
  if (failure.cause instanceof InputError) return failure.cause;
  const code = STATUS_OF[failure.code] < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR";
  return new InputError(failure.message, { code });
}
