import type { Hono } from "hono";
import type { AppSettings } from "../app_settings.ts";
import type { ScoringModel } from "../model.ts";
import {
  SWAGGER_VERSIONS,
  swaggerDocument,
  swaggerVersion,
} from "../swagger.ts";
import { HTML_TYPE, withIds } from "./with_ids.ts";

/**
 * Mounts `GET /swagger.json?version=2|3|3.1`. The documents are written once.
 *
 * @param app Where to mount.
 * @param model Whose input and output it describes.
 * @param settings The host's settings.
 */
export function mountSwagger(
  app: Hono,
  model: ScoringModel,
  settings: AppSettings,
): void {
  const names = { title: settings.serviceName, version: "1.0" };
  const documents = Object.fromEntries(
    SWAGGER_VERSIONS.map((version) => [
      version,
      JSON.stringify(swaggerDocument(model.api, version, names)),
    ]),
  );
  app.on(
    ["GET", "OPTIONS"],
    "/swagger.json",
    (context) =>
      withIds(context.req.raw, settings, () => {
        if (context.req.method === "OPTIONS") {
          return new Response("", {
            headers: { ...HTML_TYPE, allow: "GET, OPTIONS, HEAD" },
          });
        }
        const asked = context.req.query("version");
        const version = swaggerVersion(asked ?? null);
        if (version !== undefined) return json(200, documents[version]!);
        const message =
          `Swagger version [${asked}] is not valid. Supported versions: [${
            SWAGGER_VERSIONS.join(", ")
          }].`;
        return json(404, JSON.stringify({ message }));
      }),
  );
}

function json(status: number, body: string): Response {
  return new Response(body, {
    status,
    headers: {
      "content-type": "application/json",
      "x-ms-run-function-failed": "False",
    },
  });
}
