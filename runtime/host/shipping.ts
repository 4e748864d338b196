import type { ShippingSettings } from "../../collector/host/shipping/destination.ts";
import { CounterRecord } from "../../collector/host/counter_record.ts";
import { ShipThread } from "../../collector/host/shipping/ship_thread.ts";
import {
  type CollectionConfig,
  collectionUri,
  type Deployment,
  type ShippingCounters,
} from "../../collector/mod.ts";
import type { Logger } from "../logger.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";
import type { CounterSource } from "./metrics.ts";

/** The clients of Azure read variables without asking for each. */
const PERMISSIONS: readonly Deno.PermissionDescriptor[] = [
  { name: "env" },
  { name: "sys" },
];

/** How long the last data may take to reach its store when a host stops. */
const LAST_ROUND_MS = 10_000;

/** What to ship, and who cares for it. */
export interface ShipCollectedOptions {
  /** The folder of all collected data. */
  readonly dataDir: string;
  /** Where to; nothing is shipped if absent. */
  readonly shipping: ShippingSettings | undefined;
  /** What is disposed of in the end. */
  readonly resources: AsyncDisposableStack;
  /** Hears what goes wrong, and in the end what was collected. */
  readonly log: Logger;
}

/**
 * Ships what a deployment collects. In the end the deployment is closed, and
 * then what it wrote last is shipped.
 *
 * @param deployment Who collects; it is closed by the resources from here on.
 * @param options What to ship, and who cares for it.
 * @returns The running thread; `undefined` if nothing is shipped.
 * @throws {ConfigurationError} If a destination is not known, or refuses.
 */
export async function shipCollected(
  deployment: Deployment,
  options: ShipCollectedOptions,
): Promise<ShipThread | undefined> {
  const { resources, log } = options;
  let shipping: ShipThread | undefined;
  try {
    shipping = await start(deployment, options);
  } catch (error) {
    await deployment.close();
    throw new ConfigurationError(configurationReason(error), { cause: error });
  }
  resources.use(keepCounters(deployment, { ...options, shipping }));
  resources.defer(async () => {
    await shipping?.stop(LAST_ROUND_MS);
    for (const text of collectedSentences(deployment, shipping)) log.info(text);
  });
  resources.use(deployment);
  return shipping;
}

/** Keeps on the disk what became of everything, until all else has ended. */
function keepCounters(
  deployment: Deployment,
  options: {
    readonly dataDir: string;
    readonly log: Logger;
    readonly shipping: ShipThread | undefined;
  },
): CounterRecord {
  const { dataDir, log, shipping } = options;
  return new CounterRecord({
    dataDir,
    endpoint: deployment.endpoint,
    deployment: deployment.deployment,
    instanceId: deployment.instanceId,
    onProblem: (message) => log.warn(message),
    read: () => {
      const shipped = shipping?.counters ?? {};
      return Object.fromEntries(
        Object.entries(deployment.counters).map(([name, counters]) => [name, {
          collected: counters.collected,
          sampledOut: counters.sampledOut,
          refused: counters.refused,
          dropped: counters.dropped,
          spooled: counters.events,
          spooledBytes: counters.bytes,
          shipped: (shipped[name]?.events ?? 0) +
            (shipped[name]?.earlierEvents ?? 0),
          shippedBytes: (shipped[name]?.bytes ?? 0) +
            (shipped[name]?.earlierBytes ?? 0),
          retried: shipped[name]?.retried ?? 0,
        }]),
      );
    },
  });
}

async function start(
  deployment: Deployment,
  options: ShipCollectedOptions,
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

/**
 * What was shipped, as metrics by collection: `spooled = shipped + waiting`.
 *
 * @param shipping Who ships.
 * @param deployment Who collects.
 * @returns The sources.
 */
export function shippingCounters(
  shipping: ShipThread,
  deployment: Deployment,
): readonly CounterSource[] {
  const source = (
    name: string,
    help: string,
    read: (
      shipped: ShippingCounters | undefined,
      collection: string,
    ) => Record<string, number>,
  ): CounterSource => ({
    name,
    help,
    labels: ["collection", "kind"],
    read: () => {
      const { counters } = shipping;
      const names = [...Object.keys(deployment.counters)];
      for (const name of Object.keys(counters)) {
        if (!names.includes(name)) names.push(name);
      }
      return names.flatMap((collection) =>
        Object.entries(read(counters[collection], collection))
          .map(([kind, value]) => ({ labels: { collection, kind }, value }))
      );
    },
  });
  return [
    source(
      "samla_shipped_events",
      "Lines in the store: of this host, and of hosts before it; and those of this host that wait",
      (shipped, collection) => ({
        shipped: shipped?.events ?? 0,
        waiting: (deployment.counters[collection]?.events ?? 0) -
          (shipped?.events ?? 0),
        earlier: shipped?.earlierEvents ?? 0,
      }),
    ),
    source(
      "samla_shipped_bytes",
      "Bytes of those lines and of the files they name",
      (shipped, collection) => ({
        shipped: shipped?.bytes ?? 0,
        waiting: (deployment.counters[collection]?.bytes ?? 0) -
          (shipped?.bytes ?? 0),
        earlier: shipped?.earlierBytes ?? 0,
      }),
    ),
    source(
      "samla_shipping_attempts",
      "Attempts to ship that failed and were or will be repeated, and those that the store refused",
      (shipped) => ({
        retried: shipped?.retried ?? 0,
        rejected: shipped?.rejected ?? 0,
      }),
    ),
  ];
}

/**
 * What became of the data of each collection, in one sentence each.
 *
 * @param deployment Who collected.
 * @param shipping Who shipped, if anybody did.
 * @returns The sentences.
 */
function collectedSentences(
  deployment: Deployment,
  shipping: ShipThread | undefined,
): string[] {
  return Object.entries(deployment.counters).map(([name, counters]) => {
    const { collected, sampledOut, refused, dropped, events } = counters;
    const parts = [
      `${collected} collected`,
      `${sampledOut} sampled out`,
      `${refused} refused`,
      `${dropped} dropped`,
      `${events} in files`,
    ];
    const shipped = shipping?.counters[name];
    if (shipping !== undefined) {
      parts.push(
        `${shipped?.events ?? 0} of them shipped`,
        `${shipped?.earlierEvents ?? 0} of earlier hosts shipped`,
        `${shipped?.retried ?? 0} attempts repeated`,
      );
    }
    return `${name}: ${parts.join(", ")}`;
  });
}
