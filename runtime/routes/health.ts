import type { Hono } from "hono";
import type { AppSettings } from "../app_settings.ts";
import type { ScoreResponse } from "../score_response.ts";
import { HTML_TYPE, mountPlain } from "./mount_plain.ts";
import { writeAnswer } from "./write_answer.ts";

const HEALTHY: ScoreResponse = {
  status: 200,
  contentType: HTML_TYPE,
  body: "Healthy",
};

const DRAINING: ScoreResponse = {
  status: 503,
  contentType: "text/plain",
  body: "The host is about to stop: send requests elsewhere",
};

/**
 * Mounts `GET /` (Azure), `GET /ready` (whether requests are to be sent here;
 * it listens once its model is loaded), `GET /ping`, `/health` and `/version` (MLflow), and
 * `GET /metrics` where somebody measures.
 *
 * @param app Where to mount.
 * @param settings The host's settings.
 */
export function mountHealth(app: Hono, settings: AppSettings): void {
  mountProbe(app, settings);
  app.get(
    "/ready",
    () =>
      settings.isReady()
        ? text("text/plain", "Ready")
        : writeAnswer(DRAINING, {}),
  );
  app.get("/ping", () => mlflowText("\n"));
  app.get("/health", () => mlflowText("\n"));
  app.get("/version", () => mlflowText(settings.mlflowVersion));
  const { metrics } = settings;
  if (metrics !== undefined) {
    app.get("/metrics", async () => {
      const body = await metrics.text();
      return text(metrics.contentType, body);
    });
  }
}

/**
 * Mounts `GET /`, by which an address is probed.
 *
 * @param app Where to mount.
 * @param settings The host's settings.
 * @param path Where it is.
 */
export function mountProbe(
  app: Hono,
  settings: AppSettings,
  path: string = "/",
): void {
  mountPlain(app, settings, {
    path,
    answered: (_request, headers) => writeAnswer(HEALTHY, headers),
  });
}

function mlflowText(body: string): Response {
  return text("application/json", body);
}

function text(contentType: string, body: string): Response {
  return writeAnswer({ status: 200, contentType, body }, {});
}
