import {
  isLong,
  readAzureInput,
  readLongAzureInput,
  writeAzureAnswer,
} from "../../mlflow/mod.ts";
import { failureContent, TEXT_SCHEMA } from "../openapi/json_content.ts";
import type { Content, NamedSchema } from "../openapi/operation.ts";
import type { SchemaObject } from "../openapi/schema_object.ts";
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
  describe: ({ api }) => {
    const input = scriptSchema("ScoreInput", api.input);
    const output = scriptSchema("ScoreOutput", api.output);
    const isModule = api.tensors === undefined;
    const answers = {
      200: {
        description: isModule
          ? "What the script answers; in parts where it is a generator."
          : "What the model predicts.",
        content: {
          "application/json": output,
          ...(isModule ? PARTS : {}),
        },
      },
      default: {
        description: "It could not be scored.",
        content: failureContent("ScoreFailure", ["message"]),
      },
    };
    const about = { path: "/score", tag: "Azure ML", answers };
    return [
      {
        ...about,
        method: "post",
        summary: "Score",
        body: {
          "application/json": input,
          ...(isDescribed(api.input) ? {} : { "text/plain": TEXT_SCHEMA }),
        },
      },
      { ...about, method: "get", summary: "Score a query", query: input },
    ];
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

/** How a script may answer besides. */
const PARTS: Content = {
  "text/event-stream": TEXT_SCHEMA,
  "application/x-ndjson": TEXT_SCHEMA,
};

/** Whether a script says what it takes or answers; the example alone is no word of it. */
function isDescribed(schema: SchemaObject): boolean {
  return Object.keys(schema).some((key) => key !== "type" && key !== "example");
}

function scriptSchema(name: string, schema: SchemaObject): NamedSchema {
  if (isDescribed(schema)) return { name, schema };
  const description = "The script does not say what it is.";
  return { name, schema: { description, example: {} } };
}

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
