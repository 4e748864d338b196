import type { RequestGate } from "../../request_gate.ts";
import type { MetricSource, Sample } from "./host_metrics.ts";

/**
 * What waits to be answered, as metrics.
 *
 * @param gate What lets requests in.
 * @returns The sources.
 */
export function gateCounters(gate: RequestGate): readonly MetricSource[] {
  const single = (value: number): readonly Sample[] => [{ labels: {}, value }];
  return [
    {
      name: "samla_requests_waiting",
      help: "Requests that wait for others to be answered",
      kind: "gauge",
      labels: [],
      read: () => single(gate.waiting),
    },
    {
      name: "samla_requests_turned_away_total",
      help: "Requests that were refused because of the others",
      kind: "counter",
      labels: [],
      read: () => single(gate.refused),
    },
  ];
}
