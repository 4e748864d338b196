import type { Hono, HonoRequest } from "hono";
import type { AppSettings } from "../app_settings.ts";
import { readRequestIds } from "../request_ids.ts";
import type { ScoreResponse } from "../score_response.ts";
import { AZURE_ANSWERS } from "./azure_answers.ts";
import type { AnswerHeaders } from "./route.ts";
import { writeAnswer } from "./write_answer.ts";

/** The type of what is not JSON, an empty body included. */
export const HTML_TYPE = "text/html; charset=utf-8";

const ALLOWED: ScoreResponse = {
  status: 200,
  contentType: HTML_TYPE,
  body: "",
  headers: { allow: "GET, OPTIONS, HEAD" },
};

/** A route that asks no model. */
export interface PlainRoute {
  readonly path: string;
  /** Writes the answer to a GET; the headers are completed. */
  answered(
    request: HonoRequest,
    headers: AnswerHeaders,
  ): Response | Promise<Response>;
}

/**
 * Mounts a route of Azure's that asks no model: its answers have the request's
 * ids, or are 431 where these are too long.
 *
 * @param app Where to mount.
 * @param settings The host's settings.
 * @param route Its path, and what is answered there.
 */
export function mountPlain(
  app: Hono,
  settings: AppSettings,
  route: PlainRoute,
): void {
  app.on(["GET", "OPTIONS"], route.path, ({ req }) => {
    const ids = readRequestIds(req.raw.headers);
    const headers = AZURE_ANSWERS.headers(ids, settings);
    if ("failure" in ids) return AZURE_ANSWERS.failed(ids.failure, headers);
    return req.method === "OPTIONS"
      ? writeAnswer(ALLOWED, headers)
      : route.answered(req, headers);
  });
}
