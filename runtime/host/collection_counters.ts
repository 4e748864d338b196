import type { Counters, Deployment } from "../../collector/mod.ts";
import type { CounterSource, Sample } from "./metrics.ts";

/** What can become of something collected; the first is the sum of the others. */
const FATES = [
  "collected",
  "recorded",
  "sampledOut",
  "refused",
  "dropped",
] as const;

/**
 * A deployment's counters of collected data as metrics, by collection.
 *
 * @param deployment The deployment whose counters are shown.
 * @returns The sources.
 */
export function collectionCounters(
  deployment: Deployment,
): readonly CounterSource[] {
  const perCollection =
    (sample: (counters: Counters, collection: string) => readonly Sample[]) =>
    (): readonly Sample[] =>
      Object.entries(deployment.counters).flatMap(([collection, counters]) =>
        sample(counters, collection)
      );
  const single = (key: "events" | "rows" | "bytes", help: string) => ({
    name: `samla_spooled_${key}`,
    help,
    labels: ["collection"],
    read: perCollection((counters, collection) => [
      { labels: { collection }, value: counters[key] },
    ]),
  });
  return [
    {
      name: "samla_collected",
      help:
        "What was given to a collection, by what became of it: collected = recorded + sampledOut + refused + dropped",
      labels: ["collection", "fate"],
      read: perCollection((counters, collection) =>
        FATES.map((fate) => ({
          labels: { collection, fate },
          value: counters[fate],
        }))
      ),
    },
    single("events", "Lines in files"),
    single("rows", "Rows in those lines"),
    single("bytes", "Bytes of those lines and of the files they name"),
  ];
}
