import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { RequestMetrics } from "../request_metrics.ts";

/** A counter's values at one moment, by its labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A group of counters that somebody else keeps. */
export interface CounterSource {
  readonly name: string;
  readonly help: string;
  /** The names of the labels. */
  readonly labels: readonly string[];
  /** The values now. */
  read(): readonly Sample[];
}

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5, 30];

/**
 * Metrics of a host in Prometheus' format: requests by route and status, their
 * durations, and whatever the sources count.
 *
 * @param sources Counters that are kept elsewhere and read when asked for.
 * @returns The metrics.
 */
export function hostMetrics(sources: readonly CounterSource[]): RequestMetrics {
  const registry = new Registry();
  const requests = new Counter({
    name: "samla_requests_total",
    help: "Requests answered, by route and HTTP status",
    labelNames: ["route", "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "samla_request_seconds",
    help: "Seconds from a request's arrival to its answer, by route",
    labelNames: ["route"],
    buckets: SECONDS,
    registers: [registry],
  });
  for (const source of sources) {
    new Gauge({
      name: source.name,
      help: source.help,
      labelNames: [...source.labels],
      registers: [registry],
      collect() {
        for (const { labels, value } of source.read()) this.set(labels, value);
      },
    });
  }
  const counters = new Map<string, Counter.Internal>();
  const histograms = new Map<string, Histogram.Internal<"route">>();
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    observe(route, status, seconds) {
      const key = `${route} ${status}`;
      let counter = counters.get(key);
      if (counter === undefined) {
        counter = requests.labels(route, String(status));
        counters.set(key, counter);
      }
      counter.inc();
      let histogram = histograms.get(route);
      if (histogram === undefined) {
        histogram = durations.labels(route);
        histograms.set(route, histogram);
      }
      histogram.observe(seconds);
    },
  };
}
