import { ShipThread } from "../../collector/host/shipping/ship_thread.ts";
import {
  type CollectionConfig,
  collectionUri,
  type Deployment,
} from "../../collector/mod.ts";
import type { ShippingSettings } from "../../collector/host/shipping/destination.ts";
import type { Logger } from "../logger.ts";

/** The clients of Azure read variables without asking for each. */
const PERMISSIONS: readonly Deno.PermissionDescriptor[] = [
  { name: "env" },
  { name: "sys" },
];

/** What is shipped, and where to. */
export interface ShippingOptions {
  /** The folder of all collected data. */
  readonly dataDir: string;
  /** Where to; nothing is shipped if absent. */
  readonly shipping: ShippingSettings | undefined;
  /** Called with what goes wrong. */
  readonly log: Logger;
}

/**
 * Starts the thread that ships what a deployment collects.
 *
 * @param deployment The deployment that collects.
 * @param options What is shipped, and where to.
 * @returns The running thread; `undefined` if nothing is shipped.
 * @throws {Error} If a permission is missing, or a destination is not known or refuses.
 */
export async function startShipping(
  deployment: Pick<
    Deployment,
    "config" | "deployment" | "endpoint" | "instanceId"
  >,
  options: ShippingOptions,
): Promise<ShipThread | undefined> {
  const { dataDir, shipping: settings, log } = options;
  const { endpoint, deployment: name, instanceId, config } = deployment;
  const enabled = config.collections.filter(({ enabled }) => enabled);
  if (settings === undefined || enabled.length === 0) return undefined;
  for (const permission of PERMISSIONS) {
    if (Deno.permissions.querySync(permission).state === "granted") continue;
    throw new Error(
      `Cannot ship: the permission ${permission.name} is missing; run with --allow-env, --allow-sys and --allow-net`,
    );
  }
  return await ShipThread.start(
    {
      dataDir,
      endpoint,
      deployment: name,
      instanceId,
      settings,
      keepLocal: config.keepLocal,
      collections: enabled.map((collection) => ({
        name: collection.name,
        uri: collectionUri(collection, { folder: `${endpoint}/${name}` }),
        assetName: assetName(collection, `${endpoint}-${name}`),
        assetVersion: collection.data.version,
      })),
    },
    { onProblem: (message) => log.warn(message) },
  );
}

function assetName(collection: CollectionConfig, prefix: string): string {
  return collection.data.name ?? `${prefix}-${collection.name}`;
}
