import type { Hono } from "hono";
import type { AppSettings } from "../app_settings.ts";
import type { ScoringModel } from "../model.ts";
import {
  SWAGGER_VERSIONS,
  swaggerDocument,
  swaggerVersion,
} from "../swagger.ts";
import { AZURE_ANSWERS } from "./azure_answers.ts";
import { mountPlain } from "./mount_plain.ts";
import { writeAnswer } from "./write_answer.ts";

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
  const names = {
    title: settings.serviceName,
    version: settings.serviceVersion,
    pathPrefix: settings.servicePathPrefix,
  };
  const documents = Object.fromEntries(
    SWAGGER_VERSIONS.map((version) => [
      version,
      settings.swaggerDocuments[version] ??
        JSON.stringify(swaggerDocument(model.api, version, names)),
    ]),
  );
  mountPlain(app, settings, {
    path: "/swagger.json",
    answered: (request, headers) => {
      const asked = request.query("version");
      const version = swaggerVersion(asked ?? null);
      if (version === undefined) {
        const versions = SWAGGER_VERSIONS.join(", ");
        const message =
          `Swagger version [${asked}] is not valid. Supported versions: [${versions}].`;
        return AZURE_ANSWERS.failed({ code: "not-found", message }, headers);
      }
      headers["x-ms-run-function-failed"] = "False";
      return writeAnswer({
        status: 200,
        contentType: "application/json",
        body: documents[version]!,
      }, headers);
    },
  });
}
