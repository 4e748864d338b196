import type { AppSettings } from "../app_settings.ts";
import type { ScoringError } from "../errors.ts";
import type { ProtocolName, ScoringModel } from "../model.ts";
import { addIdHeaders, readRequestIds } from "../request_ids.ts";
import { finish } from "./finish.ts";
import { askModel } from "./ask_model.ts";

/** A route on which a model is asked in a protocol. */
export interface ScoringRoute {
  /** Its path, for metrics. */
  readonly path: string;
  /** What is spoken there. */
  readonly protocol: ProtocolName;
  /** Writes a failure as the protocol has it, with the headers so far. */
  readonly failed: (
    failure: ScoringError,
    headers: Record<string, string>,
  ) => Response;
}

/**
 * Answers a request on a route whose answers are just the model's, with the
 * request's ids.
 *
 * @param request The request.
 * @param route Where it came in.
 * @param host Who scores, and the host's settings.
 * @returns The answer; it never fails.
 */
export async function answerOn(
  request: Request,
  route: ScoringRoute,
  host: { readonly model: ScoringModel; readonly settings: AppSettings },
): Promise<Response> {
  const { model, settings } = host;
  const started = performance.now();
  const ids = readRequestIds(request.headers);
  if ("failure" in ids) return route.failed(ids.failure, {});
  const headers: Record<string, string> = {};
  addIdHeaders(headers, ids);
  const { protocol } = route;
  const outcome = await askModel(model, { request, ids, protocol }, settings);
  let response: Response;
  if ("failure" in outcome) response = route.failed(outcome.failure, headers);
  else if (outcome.answer instanceof Response) response = outcome.answer;
  else {
    const { status, body, contentType } = outcome.answer;
    Object.assign(headers, outcome.answer.headers);
    headers["content-type"] = contentType;
    response = new Response(body, { status, headers });
  }
  const streamed = false;
  const { path } = route;
  return finish(response, { route: path, ids, started, settings, streamed });
}
