import {
  type InferRequest,
  isLong,
  readInferRequest,
  readLongInferRequest,
  writeInferAnswer,
} from "../../mlflow/mod.ts";
import { STATUS_OF } from "../errors.ts";
import type { ApiDescription } from "../api_description.ts";
import {
  failureContent,
  jsonContent,
  nameParameter,
  OBJECT_SCHEMA,
  readinessAnswers,
} from "../openapi/json_content.ts";
import type { Operation, OperationParameter } from "../openapi/operation.ts";
import type { Protocol } from "../protocol.ts";
import { MODEL_ANSWERS } from "../routes/model_answers.ts";
import type { Route } from "../routes/route.ts";
import { VERSION } from "../version.ts";

const MODEL_VERSION = "1";
const HEADER_LENGTH = "inference-header-content-length";

/**
 * `/v2/…`, the Open Inference Protocol that KServe, MLServer and Triton clients
 * speak: health, metadata and inference of the one model there is.
 */
export const OPEN_INFERENCE: Protocol<"open-inference", InferRequest> = {
  name: "open-inference",
  mount(app, { model, settings, answer }) {
    const server = {
      name: "samla",
      version: VERSION,
      extensions: ["binary_tensor_data"],
    };
    const metadata = {
      name: model.name,
      versions: [MODEL_VERSION],
      platform: "mlflow",
      ...model.api.tensors,
    };
    app.get("/v2", () => Response.json(server));
    app.get("/v2/health/live", () => Response.json({ live: true }));
    const readiness = (about: Record<string, unknown> = {}) => {
      const ready = settings.isReady();
      return Response.json({ ...about, ready }, { status: ready ? 200 : 503 });
    };
    app.get("/v2/health/ready", () => readiness());
    for (
      const base of ["/v2/models/:name", "/v2/models/:name/versions/:version"]
    ) {
      const known = (name?: string, version?: string) =>
        name === model.name && (version ?? MODEL_VERSION) === MODEL_VERSION;
      app.get(
        base,
        ({ req }) =>
          known(req.param("name"), req.param("version"))
            ? Response.json(metadata)
            : unknownModel(model.name),
      );
      app.get(
        `${base}/ready`,
        ({ req }) =>
          known(req.param("name"), req.param("version"))
            ? readiness({ name: model.name })
            : unknownModel(model.name),
      );
      app.post(
        `${base}/infer`,
        ({ req }) =>
          known(req.param("name"), req.param("version"))
            ? answer(req.raw, INFER)
            : unknownModel(model.name),
      );
    }
  },
  describe: ({ name, api }) => {
    const version: OperationParameter = {
      name: "version",
      in: "path",
      description: "The version of the model.",
      schema: { type: "string", enum: [MODEL_VERSION] },
    };
    return [
      ...hostOperations(),
      ...modelOperations("/v2/models/{name}", [nameParameter(name)], api),
      ...modelOperations("/v2/models/{name}/versions/{version}", [
        nameParameter(name),
        version,
      ], api),
    ];
  },
  read({ body, headers }, model, options) {
    const { signature, bounds } = model;
    const length = headers.get(HEADER_LENGTH);
    if (!isLong(body)) return readInferRequest(body, length, signature, model);
    const { signal } = options;
    return readLongInferRequest(body, length, signature, { bounds, signal });
  },
  write(prediction, request, { name }) {
    const { body, headerLength } = writeInferAnswer(prediction, request, name);
    if (headerLength === undefined) {
      return { status: 200, contentType: "application/json", body };
    }
    return {
      status: 200,
      contentType: "application/octet-stream",
      body,
      headers: { [HEADER_LENGTH]: String(headerLength) },
    };
  },
};

const TAG = "Open Inference Protocol";

function hostOperations(): readonly Operation[] {
  return [
    {
      method: "get",
      path: "/v2",
      tag: TAG,
      summary: "The host",
      answers: {
        200: {
          description: "Its name and version.",
          content: { "application/json": OBJECT_SCHEMA },
        },
      },
    },
    {
      method: "get",
      path: "/v2/health/live",
      tag: TAG,
      summary: "Whether the host lives",
      answers: {
        200: {
          description: "It lives.",
          content: { "application/json": OBJECT_SCHEMA },
        },
      },
    },
    {
      method: "get",
      path: "/v2/health/ready",
      tag: TAG,
      summary: "Whether the host is ready",
      answers: readinessAnswers("HostReadiness"),
    },
  ];
}

function modelOperations(
  path: string,
  parameters: readonly OperationParameter[],
  { bodies }: ApiDescription,
): readonly Operation[] {
  const { input = {}, output = {} } = bodies?.["open-inference"] ?? {};
  const failed = {
    description: "It could not be answered.",
    content: failureContent("InferFailure", ["error"]),
  };
  const about = { tag: TAG, parameters };
  return [
    {
      ...about,
      method: "get",
      path,
      summary: "What the model takes and answers",
      answers: {
        200: {
          description: "Its inputs and outputs.",
          content: { "application/json": OBJECT_SCHEMA },
        },
        default: failed,
      },
    },
    {
      ...about,
      method: "get",
      path: `${path}/ready`,
      summary: "Whether the model is ready",
      answers: { ...readinessAnswers("ModelReadiness"), default: failed },
    },
    {
      ...about,
      method: "post",
      path: `${path}/infer`,
      summary: "Score",
      body: jsonContent("InferInput", input),
      answers: {
        200: {
          description: "What the model predicts.",
          content: jsonContent("InferOutput", output),
        },
        default: failed,
      },
    },
  ];
}

const INFER: Route = {
  ...MODEL_ANSWERS,
  path: "/v2/infer",
  failed: ({ code, message }, headers) =>
    Response.json({ error: message }, { status: STATUS_OF[code], headers }),
};

function unknownModel(name: string): Response {
  const message =
    `There is no such model here: the one that is served is "${name}", version ${MODEL_VERSION}`;
  return INFER.failed({ code: "not-found", message }, {});
}
