import { PlainResponse } from "../plain_response.ts";
import {
  InputError,
  isLong,
  readInvocation,
  readLongInvocation,
  readParquetInvocation,
  writeErrorAnswer,
  writeInvocationAnswer,
} from "../../mlflow/mod.ts";
import { type ErrorCode, INPUT_ERROR_KIND, STATUS_OF } from "../errors.ts";
import {
  ANY_SCHEMA,
  failureContent,
  jsonContent,
  TEXT_SCHEMA,
} from "../openapi/json_content.ts";
import type { Protocol } from "../protocol.ts";
import { MODEL_ANSWERS } from "../routes/model_answers.ts";
import type { AnswerHeaders, Failure, Route } from "../routes/route.ts";

const PARQUET_TYPE = "application/vnd.apache.parquet";

/** `POST /invocations`, MLflow's contract. */
export const MLFLOW: Protocol<"mlflow"> = {
  name: "mlflow",
  mount(app, host) {
    app.post("/invocations", ({ req }) => host.answer(req.raw, INVOCATIONS));
  },
  describe: ({ api }) => [{
    method: "post",
    path: "/invocations",
    tag: "MLflow",
    summary: "Score",
    body: {
      ...jsonContent("InvocationInput", api.bodies?.mlflow?.input ?? {}),
      "text/csv": TEXT_SCHEMA,
      [PARQUET_TYPE]: ANY_SCHEMA,
    },
    answers: {
      200: {
        description: "What the model predicts.",
        content: jsonContent(
          "InvocationOutput",
          api.bodies?.mlflow?.output ?? {},
        ),
      },
      default: {
        description: "It could not be scored.",
        content: failureContent("InvocationFailure", ["error_code", "message"]),
      },
    },
  }],
  read({ body, contentType }, model, options) {
    const { signature } = model;
    if (contentType.startsWith(PARQUET_TYPE)) {
      return readParquetInvocation(body, signature, model);
    }
    if (!isLong(body)) {
      return readInvocation(body, contentType, signature, model);
    }
    const { compatibility, bounds } = model;
    const { signal } = options;
    return readLongInvocation(body, contentType, signature, {
      compatibility,
      bounds,
      signal,
    });
  },
  write: (prediction, { wrapped }) => ({
    status: 200,
    contentType: "application/json",
    body: writeInvocationAnswer(prediction, { wrapped }),
  }),
};

const INVOCATIONS: Route = { ...MODEL_ANSWERS, path: "/invocations", failed };

/** What the host itself refuses, with a status that says so. */
const OWN: ReadonlySet<ErrorCode> = new Set([
  "client-gone",
  "too-large",
  "too-many-requests",
  "unavailable",
]);

function failed(failure: Failure, headers: AnswerHeaders): Response {
  if (STATUS_OF[failure.code] === STATUS_OF["unsupported-media-type"]) {
    headers["content-type"] = "text/plain; charset=utf-8";
    const status = STATUS_OF[failure.code];
    return new PlainResponse(failure.message, { status, headers });
  }
  const error = inputErrorOf(failure);
  headers["content-type"] = "application/json";
  // Nobody reads what one who left is answered: the status is for the metrics.
  // A limit of the host is no fault that MLflow has a name for.
  const kind = OWN.has(failure.code)
    ? failure.code
    : INPUT_ERROR_KIND[error.code];
  const status = STATUS_OF[kind];
  return new PlainResponse(writeErrorAnswer(error), { status, headers });
}

/** The failure as MLflow would put it; our own limits are MLflow's bad requests. */
function inputErrorOf(failure: Failure): InputError {
  if (failure.cause instanceof InputError) return failure.cause;
  const code = STATUS_OF[failure.code] < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR";
  return new InputError(failure.message, { code });
}
