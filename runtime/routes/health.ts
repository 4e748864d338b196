import type { Hono } from "hono";
import type { AppSettings } from "../app_settings.ts";
import { HTML_TYPE, withIds } from "./with_ids.ts";

/**
 * Mounts `GET /` (Azure), `GET /ping`, `/health` and `/version` (MLflow), and
 * `GET /metrics` where somebody measures.
 *
 * @param app Where to mount.
 * @param settings The host's settings.
 */
export function mountHealth(app: Hono, settings: AppSettings): void {
  app.on(
    ["GET", "OPTIONS"],
    "/",
    (context) =>
      withIds(
        context.req.raw,
        settings,
        () => context.req.method === "OPTIONS" ? allow() : text("Healthy"),
      ),
  );
  app.get("/ping", () => mlflowText("\n"));
  app.get("/health", () => mlflowText("\n"));
  app.get("/version", () => mlflowText(settings.mlflowVersion));
  const { metrics } = settings;
  if (metrics !== undefined) {
    app.get("/metrics", async () =>
      new Response(await metrics.text(), {
        headers: { "content-type": metrics.contentType },
      }));
  }
}

function text(body: string): Response {
  return new Response(body, {
    headers: HTML_TYPE,
  });
}

function allow(): Response {
  return new Response("", {
    headers: { ...HTML_TYPE, allow: "GET, OPTIONS, HEAD" },
  });
}

function mlflowText(body: string): Response {
  return new Response(body, {
    headers: { "content-type": "application/json" },
  });
}
