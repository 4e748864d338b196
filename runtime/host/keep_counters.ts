import { CounterRecord } from "../../collector/host/counter_record.ts";
import type { ShipThread } from "../../collector/host/shipping/ship_thread.ts";
import type { Deployment } from "../../collector/mod.ts";
import { lostEvents } from "./metrics/lost_events.ts";
import type { Logger } from "../logger.ts";

/**
 * Keeps on the disk what became of everything that a deployment collected.
 *
 * @param deployment The deployment that collects.
 * @param options The folder of all collected data, the log, and who ships.
 * @returns The record; it writes for the last time when it is disposed of.
 */
export function keepCounters(
  deployment: Pick<
    Deployment,
    "counters" | "deployment" | "endpoint" | "instanceId"
  >,
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
          lost: lostEvents(name, deployment, shipping),
          retried: shipped[name]?.retried ?? 0,
        }]),
      );
    },
  });
}
