import type { Hono } from "hono";
import type { AppSettings } from "../app_settings.ts";
import { type ScoringError, STATUS_OF } from "../errors.ts";
import type { ScoringModel } from "../model.ts";
import { VERSION } from "../version.ts";
import { answerOn, type ScoringRoute } from "./scoring_route.ts";

const MODEL_VERSION = "1";

/**
 * Mounts `/v2/…`, the Open Inference Protocol that KServe, MLServer and Triton
 * clients speak: health, metadata and inference of the one model there is.
 *
 * @param app Where to mount.
 * @param model Who scores.
 * @param settings The host's settings.
 */
export function mountOpenInference(
  app: Hono,
  model: ScoringModel,
  settings: AppSettings,
): void {
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
  app.get("/v2/health/ready", () => Response.json({ ready: true }));
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
          : unknownModel(model),
    );
    app.get(
      `${base}/ready`,
      ({ req }) =>
        known(req.param("name"), req.param("version"))
          ? Response.json({ name: model.name, ready: true })
          : unknownModel(model),
    );
    app.post(
      `${base}/infer`,
      ({ req }) =>
        known(req.param("name"), req.param("version"))
          ? answerOn(req.raw, INFER, { model, settings })
          : unknownModel(model),
    );
  }
}

function unknownModel(model: ScoringModel): Response {
  const error =
    `There is no such model here: the one that is served is "${model.name}", version ${MODEL_VERSION}`;
  return Response.json({ error }, { status: 404 });
}

const INFER: ScoringRoute = {
  path: "/v2/infer",
  protocol: "open-inference",
  failed,
};

function failed(
  failure: ScoringError,
  headers: Record<string, string>,
): Response {
  const status = STATUS_OF[failure.code];
  return Response.json({ error: failure.message }, { status, headers });
}
