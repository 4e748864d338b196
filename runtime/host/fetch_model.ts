import { basename } from "node:path";
import { ModelCache } from "../../mlflow/host/model_cache.ts";
import { ModelError, type ModelUri, parseModelUri } from "../../mlflow/mod.ts";
import { TrackingServers } from "../../mlflow/tracking/tracking_servers.ts";
import type { Logger } from "../logger.ts";
import { ConfigurationError } from "./configuration_error.ts";
import { trackingSettings } from "./tracking_settings.ts";

/** How a model of a tracking server is fetched. */
export interface FetchModelOptions {
  /** Where downloaded models are kept, absolute. */
  readonly cacheFolder: string;
  /** Where waits, downloads and older answers are reported. */
  readonly log: Logger;
}

/** A model that is on this machine now. */
export interface FetchedModel {
  /** Its folder, absolute. */
  readonly path: string;
  /** What its URI calls it. */
  readonly name: string;
}

/**
 * Fetches the model that a URI names, from the tracking server that the
 * environment names; one that was fetched before is taken from the cache.
 *
 * @param text The URI.
 * @param options Where it is kept, and the log.
 * @returns Where it is now.
 * @throws {ConfigurationError} If it cannot be fetched; no credential is in the message.
 */
export async function fetchModel(
  text: string,
  options: FetchModelOptions,
): Promise<FetchedModel> {
  const { cacheFolder, log } = options;
  try {
    const uri = parseModelUri(text);
    const settings = await trackingSettings(
      uri.kind === "http" ? { fallbackUrl: uri.server } : {},
    );
    const servers = new TrackingServers(settings, {
      onRetry: log.warn,
      ...(uri.kind === "http" ? { namedUrl: uri.server } : {}),
    });
    const cache = new ModelCache(cacheFolder, servers, {
      onWarning: log.warn,
      onDownload: log.info,
    });
    return { path: await cache.locate(uri), name: nameOf(uri) };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new ConfigurationError(error.message, { cause: error });
  }
}

function nameOf(uri: ModelUri): string {
  switch (uri.kind) {
    case "version":
    case "alias":
    case "stage":
      return uri.name;
    case "logged":
      return uri.modelId;
    default:
      return basename(uri.path);
  }
}
