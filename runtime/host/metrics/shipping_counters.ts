import type { ShipThread } from "../../../collector/host/shipping/ship_thread.ts";
import type { Deployment, ShippingCounters } from "../../../collector/mod.ts";
import type { MetricSource } from "./host_metrics.ts";

/**
 * What was shipped, as metrics by collection. What this host spooled is what
 * it shipped itself (`of="own"`), what waits, and what was lost.
 *
 * @param shipping The shipping to count.
 * @param deployment The deployment that collects.
 * @returns The sources.
 */
export function shippingCounters(
  shipping: Pick<ShipThread, "counters">,
  deployment: Pick<Deployment, "counters">,
): readonly MetricSource[] {
  const source = (
    metric: Omit<MetricSource, "labels" | "read"> & { readonly label?: string },
    read: (
      shipped: ShippingCounters | undefined,
      collection: string,
    ) => Record<string, number>,
  ): MetricSource => {
    const { label, ...described } = metric;
    return {
      ...described,
      labels: ["collection", ...(label === undefined ? [] : [label])],
      read: () => {
        const { counters } = shipping;
        const names = [...Object.keys(deployment.counters)];
        for (const name of Object.keys(counters)) {
          if (!names.includes(name)) names.push(name);
        }
        return names.flatMap((collection) =>
          Object.entries(read(counters[collection], collection))
            .map(([kind, value]) => ({
              labels: {
                collection,
                ...(label === undefined ? {} : { [label]: kind }),
              },
              value,
            }))
        );
      },
    };
  };
  return [
    source(
      {
        name: "samla_shipped_events_total",
        help: "Lines in the store: of this host, and of hosts before it",
        kind: "counter",
        label: "of",
      },
      (shipped) => ({
        own: shipped?.events ?? 0,
        earlier: shipped?.earlierEvents ?? 0,
      }),
    ),
    source(
      {
        name: "samla_shipped_bytes_total",
        help: "Bytes of those lines and of the files they name",
        kind: "counter",
        label: "of",
      },
      (shipped) => ({
        own: shipped?.bytes ?? 0,
        earlier: shipped?.earlierBytes ?? 0,
      }),
    ),
    source(
      {
        name: "samla_waiting_events",
        help: "Lines of this host that are not in the store yet",
        kind: "gauge",
      },
      (shipped, collection) => ({
        waiting: (deployment.counters[collection]?.events ?? 0) -
          (shipped?.events ?? 0) - (shipped?.lostEvents ?? 0),
      }),
    ),
    source(
      {
        name: "samla_waiting_bytes",
        help: "Bytes of those lines and of the files they name",
        kind: "gauge",
      },
      (shipped, collection) => ({
        waiting: (deployment.counters[collection]?.bytes ?? 0) -
          (shipped?.bytes ?? 0) - (shipped?.lostBytes ?? 0),
      }),
    ),
    source(
      {
        name: "samla_shipping_failures_total",
        help:
          "Attempts to ship that failed and were or will be repeated, and those that the store refused",
        kind: "counter",
        label: "kind",
      },
      (shipped) => ({
        retried: shipped?.retried ?? 0,
        rejected: shipped?.rejected ?? 0,
      }),
    ),
  ];
}
