import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isModelUri, parseModelUri } from "../../../mlflow/model_uri.ts";
import { isFile } from "../../../mlflow/host/stat_or_nothing.ts";
import { TRACKING_VARIABLES } from "../../../mlflow/tracking/tracking_settings.ts";
import { hostOfUrl } from "./host_of_url.ts";
import type { LaunchContext } from "./launch_context.ts";
import type { Needs } from "./needs.ts";

/** What else the needs of a model depend on. */
export interface ModelNeedsOptions {
  /** Where models of a tracking server are kept, absolute. */
  readonly cacheFolder: string;
  /** What the process knows. */
  readonly context: LaunchContext;
}

/**
 * Grants what loading an MLflow model needs.
 *
 * @param needs Where it is granted.
 * @param model Its folder, absolute, or its URI.
 * @param options Where models are kept, and what the process knows.
 * @throws {ModelError} If it is a URI that cannot be read.
 */
export async function addModelNeeds(
  needs: Needs,
  model: string,
  options: ModelNeedsOptions,
): Promise<void> {
  if (isModelUri(model)) addTrackingNeeds(needs, model, options);
  else await addFolder(needs, model, options.context);
}

/** The servers that the environment or the URI names, who one is for them, and the cache. */
function addTrackingNeeds(
  needs: Needs,
  uri: string,
  options: ModelNeedsOptions,
): void {
  const { cacheFolder, context: { variables, packageCache } } = options;
  const parsed = parseModelUri(uri);
  const urls = [
    variables.MLFLOW_TRACKING_URI,
    variables.MLFLOW_REGISTRY_URI,
    parsed.kind === "http" ? parsed.server : undefined,
    parsed.kind === "artifact" && parsed.host !== undefined
      ? `http://${parsed.host}`
      : undefined,
  ];
  for (const url of urls) {
    const host = url ? hostOfUrl(url) : undefined;
    if (host !== undefined) needs.add("net", host);
  }
  needs.add("env", ...TRACKING_VARIABLES, "HOME")
    .add("read", cacheFolder).add("write", cacheFolder);
  const { HOME } = variables;
  if (HOME) needs.add("read", join(HOME, ".mlflow", "credentials"));
  // What the model is, and so whether it needs the engine, is not known yet.
  needs.add("read", packageCache);
}

/** Grants reading a model's folder, and the engine that evaluates its graph. */
async function addFolder(
  needs: Needs,
  path: string,
  { packageCache }: LaunchContext,
): Promise<void> {
  const isMlmodel = path.endsWith("MLmodel");
  const folder = isMlmodel ? dirname(path) : path;
  needs.add("read", folder);
  const mlmodel = join(folder, "MLmodel");
  // Its folder may be one deeper; then what it is, is not known here.
  if (
    !await isFile(mlmodel) || /\bonnx\b/.test(await readFile(mlmodel, "utf8"))
  ) needs.add("read", packageCache);
}
