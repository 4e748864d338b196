import { STATUS_OF } from "../errors.ts";
import {
  failureContent,
  jsonContent,
  nameParameter,
  readinessAnswers,
} from "../openapi/json_content.ts";
import type { Protocol } from "../protocol.ts";
import { MODEL_ANSWERS } from "../routes/model_answers.ts";
import type { Route } from "../routes/route.ts";
import { MLFLOW } from "./mlflow.ts";

const JSON_TYPE = "application/json";
/** What stands behind a model's name where it is asked. */
const PREDICT = /^(.*):predict$/s;

/**
 * KServe's first protocol, which TensorFlow Serving has too:
 * `POST /v1/models/<name>:predict` with `instances` (or `inputs`), answered
 * with `predictions`; `GET /v1/models` and `GET /v1/models/<name>`. Its bodies
 * are read and written as MLflow's are, which took its names from it.
 */
export const KSERVE_V1: Protocol<"kserve-v1"> = {
  name: "kserve-v1",
  mount(app, { model, settings, answer }) {
    app.get("/v1/models", () => Response.json({ models: [model.name] }));
    app.get(
      "/v1/models/:name",
      ({ req }) =>
        req.param("name") === model.name
          ? Response.json(
            { name: model.name, ready: settings.isReady() },
            { status: settings.isReady() ? 200 : 503 },
          )
          : unknownModel(model.name),
    );
    app.post("/v1/models/:call", ({ req }) => {
      const [, name] = PREDICT.exec(req.param("call")) ?? [];
      return name === model.name
        ? answer(req.raw, ROUTE)
        : unknownModel(model.name);
    });
  },
  describe: ({ name, api: { bodies } }) => {
    const tag = "KServe";
    const about = { tag, parameters: [nameParameter(name)] };
    const unknown = {
      description: "It could not be answered.",
      content: failureContent("KserveFailure", ["error"]),
    };
    return [
      {
        method: "get",
        path: "/v1/models",
        tag,
        summary: "The models",
        answers: {
          200: {
            description: "Their names.",
            content: jsonContent("Models", {
              type: "object",
              properties: {
                models: { type: "array", items: { type: "string" } },
              },
            }),
          },
        },
      },
      {
        ...about,
        method: "get",
        path: "/v1/models/{name}",
        summary: "Whether a model is ready",
        answers: { ...readinessAnswers("ModelReadiness"), default: unknown },
      },
      {
        ...about,
        method: "post",
        path: "/v1/models/{name}:predict",
        summary: "Score",
        body: jsonContent("InstancesInput", bodies?.["kserve-v1"]?.input ?? {}),
        answers: {
          200: {
            description: "What the model predicts.",
            content: jsonContent(
              "InstancesOutput",
              bodies?.["kserve-v1"]?.output ?? {},
            ),
          },
          default: unknown,
        },
      },
    ];
  },
  // Its bodies are JSON, whatever their clients call them.
  read: (request, model, options) =>
    MLFLOW.read({ ...request, contentType: JSON_TYPE }, model, options),
  write: MLFLOW.write,
};

const ROUTE: Route = {
  ...MODEL_ANSWERS,
  path: "/v1/predict",
  failed: ({ code, message }, headers) =>
    Response.json({ error: message }, { status: STATUS_OF[code], headers }),
};

function unknownModel(name: string): Response {
  const message =
    `There is no such model here: the one that is served is "${name}", asked at /v1/models/${name}:predict`;
  return ROUTE.failed({ code: "not-found", message }, {});
}
