import type { Hono } from "hono";
import type { AppSettings } from "../app.ts";
import { type ScoringError, STATUS_OF } from "../errors.ts";
import type { ScoringModel } from "../model.ts";
import { addIdHeaders, readRequestIds } from "../request_ids.ts";
import { VERSION } from "../version.ts";
import { finish } from "./finish.ts";
import { askModel } from "./score_request.ts";

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
          ? infer(req.raw, model, settings)
          : unknownModel(model),
    );
  }
}

function unknownModel(model: ScoringModel): Response {
  const error =
    `There is no such model here: the one that is served is "${model.name}", version ${MODEL_VERSION}`;
  return Response.json({ error }, { status: 404 });
}

async function infer(
  request: Request,
  model: ScoringModel,
  settings: AppSettings,
): Promise<Response> {
  const started = performance.now();
  const ids = readRequestIds(request.headers);
  if ("failure" in ids) return failed(ids.failure, {});
  const headers: Record<string, string> = {};
  addIdHeaders(headers, ids);
  const outcome = await askModel(
    model,
    { request, ids, protocol: "open-inference" },
    settings,
  );
  let response: Response;
  if ("failure" in outcome) response = failed(outcome.failure, headers);
  else if (outcome.answer instanceof Response) response = outcome.answer;
  else {
    const { status, body, contentType } = outcome.answer;
    Object.assign(headers, outcome.answer.headers);
    headers["content-type"] = contentType;
    response = new Response(body, { status, headers });
  }
  return finish(response, {
    route: "/v2/infer",
    ids,
    started,
    settings,
    streamed: false,
  });
}

function failed(
  failure: ScoringError,
  headers: Record<string, string>,
): Response {
  const status = STATUS_OF[failure.code];
  return Response.json({ error: failure.message }, { status, headers });
}
