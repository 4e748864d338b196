import type { Hono } from "hono";
import { InputError, writeErrorAnswer } from "../../mlflow/mod.ts";
import type { AppSettings } from "../app_settings.ts";
import { type ScoringError, STATUS_OF } from "../errors.ts";
import type { ScoringModel } from "../model.ts";
import { answerOn, type ScoringRoute } from "./scoring_route.ts";

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
    (context) => answerOn(context.req.raw, INVOCATIONS, { model, settings }),
  );
}

const INVOCATIONS: ScoringRoute = {
  path: "/invocations",
  protocol: "mlflow",
  failed,
};

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
  return new Response(answer.body, {
    status: answer.status,
    headers: { ...headers, "content-type": "application/json" },
  });
}

/** The failure as MLflow would put it; our own limits are MLflow's bad requests. */
function inputErrorOf(failure: ScoringError): InputError {
  if (failure.cause instanceof InputError) return failure.cause;
  const code = STATUS_OF[failure.code] < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR";
  return new InputError(failure.message, { code });
}
