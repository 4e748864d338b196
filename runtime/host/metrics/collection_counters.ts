import type { ShipThread } from "../../../collector/host/shipping/ship_thread.ts";
import type { Counters, Deployment } from "../../../collector/mod.ts";
import { lostEvents } from "./lost_events.ts";
import type { MetricSource, Sample } from "./host_metrics.ts";

/** What can become of something collected, each in the name that its label has. Their sum is what was collected. */
const FATES = {
  recorded: "recorded",
  sampledOut: "sampled_out",
  refused: "refused",
  dropped: "dropped",
} as const;

/**
 * A deployment's counters of collected data as metrics, by collection.
 *
 * @param deployment The deployment whose counters are shown.
 * @param shipping Who ships what it collects, if anybody does.
 * @returns The sources.
 */
export function collectionCounters(
  deployment: Pick<Deployment, "counters">,
  shipping?: Pick<ShipThread, "counters">,
): readonly MetricSource[] {
  const perCollection =
    (sample: (counters: Counters, collection: string) => readonly Sample[]) =>
    (): readonly Sample[] =>
      Object.entries(deployment.counters).flatMap(([collection, counters]) =>
        sample(counters, collection)
      );
  const single = (
    key: "events" | "rows" | "bytes",
    help: string,
  ): MetricSource => ({
    name: `samla_spooled_${key}_total`,
    help,
    kind: "counter",
    labels: ["collection"],
    read: perCollection((counters, collection) => [
      { labels: { collection }, value: counters[key] },
    ]),
  });
  return [
    {
      name: "samla_collected_total",
      help:
        "What was given to a collection, by what became of it: the sum over the fates is all of it",
      kind: "counter",
      labels: ["collection", "fate"],
      read: perCollection((counters, collection) =>
        Object.entries(FATES).map(([key, fate]) => ({
          labels: { collection, fate },
          value: counters[key as keyof typeof FATES],
        }))
      ),
    },
    single("events", "Lines in files"),
    {
      name: "samla_lost_events_total",
      help: "Of those lines, the ones lost because somebody removed their file",
      kind: "counter",
      labels: ["collection"],
      read: perCollection((_, collection) => [{
        labels: { collection },
        value: lostEvents(collection, deployment, shipping),
      }]),
    },
    single("rows", "Rows in those lines"),
    single("bytes", "Bytes of those lines and of the files they name"),
  ];
}
