import { type Counters, newCounters } from "../../../collector/counters.ts";

/** Counters of one writer, by collection. */
export type CollectionCounters = Readonly<Record<string, Counters>>;

/**
 * Adds up what became of the collected data of several writers.
 *
 * @param writers The counters of each.
 * @returns Their sums, by collection; the time of the last line is the latest.
 */
export function summedCounters(
  writers: Iterable<CollectionCounters>,
): Record<string, Counters> {
  const sums: Record<string, Counters> = {};
  for (const writer of writers) {
    for (const [collection, counters] of Object.entries(writer)) {
      sums[collection] = sum(sums[collection] ?? newCounters(), counters);
    }
  }
  return sums;
}

function sum(one: Counters, other: Counters): Counters {
  const { lastEventSeconds: first, ...counts } = one;
  const { lastEventSeconds: second, ...others } = other;
  const sums = { ...counts };
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) {
    sums[name] += others[name];
  }
  const latest = first === undefined || second === undefined
    ? first ?? second
    : Math.max(first, second);
  return { ...sums, lastEventSeconds: latest };
}
