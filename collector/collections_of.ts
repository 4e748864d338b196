import { AGENT } from "./agent.ts";
import { Collection, type CollectionOptions } from "./collection.ts";
import { collectionUri, DEFAULT_ROOT_URI } from "./collection_uri.ts";
import type { DeploymentOptions } from "./deployment_options.ts";
import { deploymentSource } from "./deployment_source.ts";
import { checkPathSegment } from "./path_segment.ts";

/**
 * Makes the collections of a deployment that are enabled.
 *
 * @param options What the deployment is made of.
 * @param shared What the collections have in common.
 * @returns The collections.
 * @throws {RangeError} If a name cannot be a folder.
 */
export function collectionsOf(
  options: DeploymentOptions,
  shared: Pick<CollectionOptions, "window" | "onProblem">,
): Collection[] {
  const { config, spool, now = Date.now } = options;
  const { onSpooled = nothing, onRemoved = nothing } = options;
  const {
    source = deploymentSource(options),
    payloadUrl = itself,
    rootUri = DEFAULT_ROOT_URI,
  } = options;
  const folder = `${options.endpoint}/${options.deployment}`;
  return config.collections.filter(({ enabled }) => enabled).map((collection) =>
    new Collection({
      ...shared,
      config: collection,
      template: {
        source,
        collection: checkPathSegment("collection", collection.name),
        agent: AGENT,
      },
      folder,
      uri: payloadUrl(collectionUri(collection, { rootUri, folder })),
      rollingRate: config.rollingRate,
      largePayloadBytes: config.largePayloadBytes,
      torn: options.torn?.get(collection.name) ?? 0,
      spool,
      now,
      onSpooled,
      onRemoved,
    })
  );
}

function nothing(): void {}

function itself(uri: string): string {
  return uri;
}
