import type { AppSettings } from "../app_settings.ts";
import { addIdHeaders, readRequestIds } from "../request_ids.ts";
import { STATUS_OF } from "../errors.ts";
import { SERVER_VERSION } from "./server_version.ts";

/** The type of what is no JSON, an empty body included. */
export const HTML_TYPE = {
  "content-type": "text/html; charset=utf-8",
} as const;

/**
 * Answers a request that is no scoring: with the request's ids, or 431 where
 * they are too long.
 *
 * @param request The request.
 * @param settings The host's settings.
 * @param answer Makes the answer; its headers are completed.
 * @returns The answer.
 */
export function withIds(
  request: Request,
  settings: AppSettings,
  answer: () => Response,
): Response {
  const ids = readRequestIds(request.headers);
  const failed = "failure" in ids;
  const response = failed
    ? new Response(JSON.stringify({ message: ids.failure.message }), {
      status: STATUS_OF[ids.failure.code],
      headers: {
        "content-type": "application/json",
        "x-ms-run-function-failed": "False",
      },
    })
    : answer();
  const headers: Record<string, string> = {};
  addIdHeaders(headers, failed ? ids.ids : ids);
  if (settings.showVersion) headers["x-ms-server-version"] = SERVER_VERSION;
  for (const name in headers) response.headers.set(name, headers[name]!);
  return response;
}
