import { reasonOf } from "../../../ground/reason_of.ts";
import { TrackingClient } from "../../../mlflow/tracking/tracking_client.ts";
import type {
  TrackingServer,
  TrackingSettings,
} from "../../../mlflow/tracking/tracking_settings.ts";
import type { Finding } from "./finding.ts";

/** How long one server may take to answer. */
const LIMIT_MS = 5000;

/**
 * Asks the tracking server, and the registry if it is another, whether they
 * answer and take the credentials.
 *
 * @param read Reads which servers there are.
 * @returns What was found, one a server.
 */
export async function examineTracking(
  read: () => Promise<TrackingSettings>,
): Promise<readonly Finding[]> {
  const what = "tracking server";
  try {
    const { tracking, registry } = await read();
    if (tracking === undefined && registry === undefined) {
      return [{
        verdict: "note",
        what,
        seen: "none is named",
        advice:
          "set MLFLOW_TRACKING_URI to serve models:/…, runs:/… and mlflow-artifacts:/…",
      }];
    }
    const isOne = tracking?.url === registry?.url;
    return await Promise.all([
      ...(tracking === undefined
        ? []
        : [examineServer(tracking, { what, variable: "MLFLOW_TRACKING_URI" })]),
      ...(registry === undefined || isOne ? [] : [
        examineServer(registry, {
          what: "model registry",
          variable: "MLFLOW_REGISTRY_URI",
        }),
      ]),
    ]);
  } catch (error) {
    return [{ verdict: "wrong", what, seen: reasonOf(error) }];
  }
}

async function examineServer(
  server: TrackingServer,
  { what, variable }: { readonly what: string; readonly variable: string },
): Promise<Finding> {
  const who = server.authorization === undefined
    ? "without credentials"
    : "with credentials";
  try {
    const client = new TrackingClient(server, {
      maxRetries: 0,
      timeoutMs: LIMIT_MS,
    });
    const name = await client.someModel();
    const models = name === undefined
      ? "it has no registered model"
      : `it has the model ${JSON.stringify(name)}`;
    return {
      verdict: "ok",
      what,
      seen: `${server.url} answers ${who}; ${models}`,
    };
  } catch (error) {
    return {
      verdict: "wrong",
      what,
      seen: reasonOf(error),
      advice:
        `see that ${variable} is its address and that it runs; MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, say who you are`,
    };
  }
}
