import type { Hono } from "hono";
import type { AppSettings } from "../app_settings.ts";
import { STATUS_OF } from "../errors.ts";
import type { ScoringModel } from "../model.ts";
import {
  addIdHeaders,
  type IdHeaders,
  readRequestIds,
} from "../request_ids.ts";
import { finish } from "./finish.ts";
import { askModel } from "./ask_model.ts";
import { SERVER_VERSION } from "./server_version.ts";

/**
 * Mounts `GET|POST|OPTIONS /score`, Azure ML's contract.
 *
 * @param app Where to mount.
 * @param model Who scores.
 * @param settings The host's settings.
 */
export function mountScore(
  app: Hono,
  model: ScoringModel,
  settings: AppSettings,
): void {
  app.on(
    ["GET", "POST", "OPTIONS"],
    "/score",
    (context) =>
      context.req.raw.method === "HEAD"
        ? refuseHead(context.req.raw, settings)
        : score(context.req.raw, model, settings),
  );
}

function refuseHead(request: Request, settings: AppSettings): Response {
  const ids = readRequestIds(request.headers);
  const headers = headersFor("failure" in ids ? ids.ids : ids, settings);
  return failed(405, "Method not allowed", headers);
}

async function score(
  request: Request,
  model: ScoringModel,
  settings: AppSettings,
): Promise<Response> {
  const started = performance.now();
  const ids = readRequestIds(request.headers);
  if ("failure" in ids) {
    const headers = headersFor(ids.ids, settings);
    return failed(STATUS_OF[ids.failure.code], ids.failure.message, headers);
  }
  const outcome = await askModel(
    model,
    { request, ids, protocol: "azure" },
    settings,
  );
  const headers = headersFor(ids, settings);
  let response: Response;
  if ("failure" in outcome) {
    const { code, message } = outcome.failure;
    if (code === "script-failure" || code === "timeout") {
      headers["x-ms-run-function-failed"] = "True";
    }
    response = failed(STATUS_OF[code], message, headers);
  } else {
    const { answer } = outcome;
    // To be asked for its options, only a raw script runs.
    if (request.method !== "OPTIONS" || answer instanceof Response) {
      headers["x-ms-run-fn-exec-ms"] = outcome.scoreMs.toFixed(3);
    }
    response = answered(answer, headers);
  }
  return finish(response, {
    route: "/score",
    ids,
    started,
    settings,
    streamed: "answer" in outcome && outcome.answer instanceof Response,
  });
}

function headersFor(
  ids: IdHeaders,
  settings: AppSettings,
): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "x-ms-run-function-failed": "False",
  };
  addIdHeaders(headers, ids);
  if (settings.showVersion) headers["x-ms-server-version"] = SERVER_VERSION;
  return headers;
}

function answered(
  answer: Response | {
    readonly status: number;
    readonly contentType: string;
    readonly body: BodyInit;
  },
  headers: Record<string, string>,
): Response {
  if (!(answer instanceof Response)) {
    headers["content-type"] = answer.contentType;
    return new Response(answer.body, { status: answer.status, headers });
  }
  // A script's own answer keeps its headers, but for the ids, which are the host's.
  const own = new Headers(answer.headers);
  delete headers["content-type"];
  if (answer.status >= 500) headers["x-ms-run-function-failed"] = "True";
  for (const name in headers) own.set(name, headers[name]!);
  return new Response(answer.body, { status: answer.status, headers: own });
}

function failed(
  status: number,
  message: string,
  headers: Record<string, string>,
): Response {
  return new Response(JSON.stringify({ message }), { status, headers });
}
