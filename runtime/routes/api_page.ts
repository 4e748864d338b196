import type { Hono } from "hono";
import { isOpen } from "../access.ts";
import type { AppSettings } from "../app_settings.ts";
import { apiDocument } from "../openapi/api_document.ts";
import type { Operation, OperationParameter } from "../openapi/operation.ts";
import { apiPage } from "../page/api_page.ts";
import { DEPLOYMENT_HEADER } from "../traffic_split.ts";
import { hostOperations } from "./host_operations.ts";
import { HTML_TYPE, mountPlain } from "./mount_plain.ts";
import { writeAnswer } from "./write_answer.ts";

/**
 * Mounts `GET /openapi.json`, the description of every route, and `GET /docs`,
 * a page on which somebody reads it and tries them. The description is written
 * when it is asked for first.
 *
 * @param app Where to mount.
 * @param settings The host's settings.
 * @param describe Describes the routes on which the model is asked.
 */
export function mountApiPage(
  app: Hono,
  settings: AppSettings,
  describe: () => readonly Operation[],
): void {
  let document: string | undefined;
  let page: ReturnType<typeof apiPage> | undefined;
  mountPlain(app, settings, {
    path: "/openapi.json",
    answered: (_request, headers) => {
      document ??= JSON.stringify(
        hostDocument([...describe(), ...hostOperations(settings)], settings),
      );
      return writeAnswer({
        status: 200,
        contentType: "application/json",
        body: document,
      }, headers);
    },
  });
  mountPlain(app, settings, {
    path: "/docs",
    answered: async (_request, headers) => {
      const { html, policy } = await (page ??= apiPage());
      return writeAnswer({
        status: 200,
        contentType: HTML_TYPE,
        body: html,
        headers: {
          "content-security-policy": policy,
          "referrer-policy": "no-referrer",
          "x-content-type-options": "nosniff",
        },
      }, headers);
    },
  });
}

function hostDocument(
  operations: readonly Operation[],
  settings: AppSettings,
): Readonly<Record<string, unknown>> {
  const { serviceName, serviceVersion, front } = settings;
  return apiDocument(operations, {
    title: serviceName,
    version: serviceVersion,
    prefix: slashed(settings.servicePathPrefix) + settings.pathPrefix,
    asksForKeys: settings.access !== undefined || front?.asksForKeys === true,
    isOpen: ({ method, path }) =>
      isOpen(
        new Request(`http://localhost${path}`, {
          method: method.toUpperCase(),
        }),
      ),
    deployment: deploymentParameter(front?.deployments ?? []),
  });
}

/** A prefix as it stands in front of a path. */
function slashed(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, "");
  return bare === "" ? "" : `/${bare}`;
}

function deploymentParameter(
  names: readonly string[],
): OperationParameter | undefined {
  if (names.length < 2) return undefined;
  return {
    name: DEPLOYMENT_HEADER,
    in: "header",
    description: "The deployment that is to answer; else the weights decide.",
    schema: { type: "string", enum: names },
  };
}
