import {
  isLong,
  readAzureInput,
  readLongAzureInput,
  writeAzureAnswer,
} from "../../mlflow/mod.ts";
import { queryText } from "../module/query_text.ts";
import type { Protocol } from "../protocol.ts";
import { readRequestIds } from "../request_ids.ts";
import type { RequestMessage } from "../request_message.ts";
import { AZURE_ANSWERS } from "../routes/azure_answers.ts";
import type { AnswerHeaders, Route, Scored } from "../routes/route.ts";
import { writeAnswer } from "../routes/write_answer.ts";

/** `GET|POST|OPTIONS /score`, Azure ML's contract. */
export const AZURE: Protocol<"azure"> = {
  name: "azure",
  mount(app, host) {
    app.on(["GET", "POST", "OPTIONS"], "/score", ({ req: { raw } }) => {
      if (raw.method !== "HEAD") return host.answer(raw, SCORE);
      const ids = readRequestIds(raw.headers);
      return SCORE.failed(
        { code: "wrong-method", message: "Method not allowed" },
        { ...SCORE.headers(ids, host.settings), allow: "GET, POST, OPTIONS" },
      );
    });
  },
  read(request, model, options) {
    const { body, contentType } = contentOf(request);
    if (isLong(body)) {
      const { signature, bounds } = model;
      const { signal } = options;
      return readLongAzureInput(body, signature, { bounds, signal });
    }
    return readAzureInput(body, contentType, model.signature, model);
  },
  write: (prediction) => ({
    status: 200,
    contentType: "application/json",
    body: writeAzureAnswer(prediction),
  }),
};

const SCORE: Route = { ...AZURE_ANSWERS, path: "/score", answered };

function answered(
  { answer, scoreMs }: Scored,
  headers: AnswerHeaders,
  request: Request,
): Response {
  headers["x-ms-run-function-failed"] = "False";
  // To be asked for its options, only a raw script runs.
  if (request.method !== "OPTIONS" || answer instanceof Response) {
    headers["x-ms-run-fn-exec-ms"] = scoreMs.toFixed(3);
  }
  if (!(answer instanceof Response)) return writeAnswer(answer, headers);
  // A script's own answer keeps its headers, but for the ids, which are the host's.
  const own = new Headers(answer.headers);
  if (answer.status >= 500) headers["x-ms-run-function-failed"] = "True";
  for (const name in headers) own.set(name, headers[name]!);
  return new Response(answer.body, { status: answer.status, headers: own });
}

/** A GET asks with its query: `?input_data={…}`. */
function contentOf(
  request: RequestMessage,
): Pick<RequestMessage, "body" | "contentType"> {
  if (request.method !== "GET") return request;
  const query = queryText(new URL(request.url).searchParams);
  return {
    body: new TextEncoder().encode(query),
    contentType: "application/json",
  };
}
