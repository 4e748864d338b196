import type { AppSettings } from "../app_settings.ts";
import type { ScoringError } from "../errors.ts";
import type { ScoringModel } from "../model.ts";
import type { ProtocolName } from "../protocols.ts";
import { readRequestIds } from "../request_ids.ts";
import type { RequestTrace } from "../request_trace.ts";
import { askModel } from "./ask_model.ts";
import { finish } from "./finish.ts";
import type { Route } from "./route.ts";

/** Who is asked on a route, and in what protocol. */
export interface RouteHost {
  readonly model: ScoringModel;
  readonly settings: AppSettings;
  readonly protocol: ProtocolName;
  /** What is told of the request, if it is followed. */
  readonly trace?: RequestTrace;
}

/**
 * Answers a request on a route where a model is asked: reads its ids, asks the
 * model, writes what came of it as the route has it, and finishes the answer.
 *
 * @param request The request.
 * @param route Where it came in.
 * @param host The host that scores.
 * @returns The answer; it never fails.
 */
export async function answerOn(
  request: Request,
  route: Route,
  host: RouteHost,
): Promise<Response> {
  const { model, settings, protocol, trace } = host;
  const ids = readRequestIds(request.headers);
  if ("failure" in ids) {
    const refusal = route.failed(ids.failure, route.headers(ids, settings));
    trace?.end(refusal.status, refusal.headers);
    return refusal;
  }
  const asked = { request, ids, protocol, trace };
  const outcome = await askModel(model, asked, settings);
  trace?.step("write");
  const headers = route.headers(ids, settings);
  const hasFailed = "failure" in outcome;
  if (hasFailed && outcome.failure.code === "unsupported-coding") {
    headers["accept-encoding"] = Object.keys(settings.codings).join(", ");
  }
  if (hasFailed && isToRetry(outcome.failure, settings)) {
    headers["retry-after"] = String(settings.gate?.retryAfterSeconds);
  }
  const response = hasFailed
    ? route.failed(outcome.failure, headers)
    : route.answered(outcome, headers, request);
  return finish(response, {
    route: route.path,
    ids,
    settings,
    streamed: !hasFailed && outcome.answer instanceof Response,
    trace,
  });
}

/** Whether it was refused only because of the others that are here. */
function isToRetry({ code }: ScoringError, { gate }: AppSettings): boolean {
  return gate !== undefined &&
    (code === "too-many-requests" || code === "unavailable");
}
