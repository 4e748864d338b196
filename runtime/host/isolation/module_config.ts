import { isPayloadCollection } from "../../../collector/config.ts";
import type { CollectorConfig } from "../../../collector/mod.ts";

/**
 * What a module's collectors find of a deployment's configuration: payloads of
 * HTTP are collected by the host itself.
 *
 * @param config The deployment's configuration.
 * @returns The module's part of it.
 */
export function moduleConfig(config: CollectorConfig): CollectorConfig {
  return {
    ...config,
    collections: config.collections.map((collection) =>
      isPayloadCollection(collection.name)
        ? { ...collection, enabled: false }
        : collection
    ),
  };
}
