import type { ShipThread } from "../../collector/host/shipping/ship_thread.ts";
import type { Deployment, ShippingCounters } from "../../collector/mod.ts";
import type { CounterSource } from "./metrics.ts";

/**
 * What was shipped, as metrics by collection: `spooled = shipped + waiting`.
 *
 * @param shipping The shipping to count.
 * @param deployment The deployment that collects.
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
