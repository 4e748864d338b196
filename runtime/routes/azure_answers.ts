import { PlainResponse } from "../plain_response.ts";
import { type ErrorCode, STATUS_OF } from "../errors.ts";
import { addIdHeaders } from "../request_ids.ts";
import type { AnswerHeaders, AnswerStyle } from "./route.ts";
import { SERVER_VERSION } from "./server_version.ts";

/** How Azure's routes answer: with ids and version, failures as JSON that says whether a script was at fault. */
export const AZURE_ANSWERS: AnswerStyle = {
  headers: (ids, settings) => {
    const headers: AnswerHeaders = {};
    addIdHeaders(headers, "failure" in ids ? ids.ids : ids);
    if (settings.showVersion) headers["x-ms-server-version"] = SERVER_VERSION;
    return headers;
  },
  failed: ({ code, message }, headers) => {
    headers["content-type"] = "application/json";
    headers["x-ms-run-function-failed"] = isOfScript(code) ? "True" : "False";
    return new PlainResponse(`{"message": ${JSON.stringify(message)}}`, {
      status: STATUS_OF[code],
      headers,
    });
  },
};

function isOfScript(code: ErrorCode): boolean {
  return code === "script-failure" || code === "timeout";
}
