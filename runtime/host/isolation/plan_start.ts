import { collectionUri } from "../../../collector/mod.ts";
import { placesOf } from "../places_of.ts";
import type { ServePlan } from "../plan.ts";
import { moduleConfig } from "./module_config.ts";
import type { ModuleStart } from "./module_start.ts";

/**
 * What who scores elsewhere is told; where data is delivered to is none of its
 * concern.
 *
 * @param plan What is served.
 * @param instanceId Names the host's files.
 * @returns What it is told.
 */
export function planStart(
  plan: ServePlan,
  instanceId: string,
): ModuleStart {
  const { shipping: _, ...rest } = plan;
  const { source, payloadUrl } = placesOf(plan);
  const folder = `${plan.endpoint}/${plan.deployment}`;
  const uris = plan.collection.collections.map((collection) =>
    collectionUri(collection, { folder })
  );
  return {
    plan: rest,
    config: moduleConfig(plan.collection),
    source: source ?? "",
    payloadUrls: Object.fromEntries(
      uris.map((uri) => [uri, payloadUrl?.(uri) ?? uri]),
    ),
    instanceId,
  };
}
