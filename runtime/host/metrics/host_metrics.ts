import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from "prom-client";
import type { CountedAnswer, RequestMetrics } from "../../request_metrics.ts";
import { addProcessMetrics } from "./process_metrics.ts";

/** A value of a metric at one moment, by its labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric whose values somebody else keeps. */
export interface MetricSource {
  readonly name: string;
  readonly help: string;
  /** Whether it only grows, or also falls. */
  readonly kind: "counter" | "gauge";
  /** The names of the labels. */
  readonly labels: readonly string[];
  /** The values now. */
  read(): readonly Sample[];
}

/** All metrics of a thread, with their values at one moment. */
export type MetricValues = readonly MetricObjectWithValues<
  MetricValue<string>
>[];

/** What counts the requests of a thread. */
export interface HostMetrics extends RequestMetrics {
  /** All metrics with their values, for what adds up those of several threads. */
  values(): Promise<MetricValues>;
}

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5, 30];

/**
 * Metrics of a host in Prometheus' format: requests by route and status, their
 * durations, those in flight, the process and the build, and what the sources
 * keep.
 *
 * @param sources Metrics that are kept elsewhere and read when asked for.
 * @param labels What tells them from those of other deployments in the process, whose own metrics somebody else adds then.
 * @returns The metrics.
 */
export function hostMetrics(
  sources: readonly MetricSource[],
  labels?: Readonly<Record<string, string>>,
): HostMetrics {
  const registry = new Registry();
  if (labels !== undefined) registry.setDefaultLabels({ ...labels });
  const registers = [registry];
  const requests = new Counter({
    name: "samla_requests_total",
    help:
      "Requests answered, by route and HTTP status; all that asks no model is the route other",
    labelNames: ["route", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "samla_request_seconds",
    help: "Seconds from a request's arrival to its answer, by route",
    labelNames: ["route"],
    buckets: SECONDS,
    registers,
  });
  const inFlight = new Gauge({
    name: "samla_requests_in_flight",
    help: "Requests that arrived and are not answered yet",
    registers,
  });
  const broken = new Counter({
    name: "samla_broken_answers_total",
    help: "Streamed answers that failed half-way, by route",
    labelNames: ["route"],
    registers,
  });
  for (const source of sources) addSource(registry, source);
  if (labels === undefined) addProcessMetrics(registry);
  const counters = new Map<string, Counter.Internal>();
  const histograms = new Map<string, Histogram.Internal<"route">>();
  const count = ({ route, status }: CountedAnswer): void => {
    const key = `${route} ${status}`;
    let counter = counters.get(key);
    if (counter === undefined) {
      counter = requests.labels(route, String(status));
      counters.set(key, counter);
    }
    counter.inc();
  };
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    values: () => registry.getMetricsAsJSON(),
    arrived: () => inFlight.inc(),
    answered(answer, seconds) {
      inFlight.dec();
      count(answer);
      const { route } = answer;
      let histogram = histograms.get(route);
      if (histogram === undefined) {
        histogram = durations.labels(route);
        histograms.set(route, histogram);
      }
      histogram.observe(seconds);
    },
    count,
    broke: (route) => broken.inc({ route }),
  };
}

/**
 * The metrics of several threads or deployments as those of one host: counted
 * up, but for what is of the whole process.
 *
 * @param parts The metrics of each.
 * @param sources Metrics that are kept for all of them.
 * @param options Whether the process is measured here, and not by them.
 * @returns All metrics in the text format of Prometheus.
 */
export async function metricsOfAll(
  parts: readonly MetricValues[],
  sources: readonly MetricSource[],
  options: { readonly measuresProcess?: boolean } = {},
): Promise<string> {
  const registry = new Registry();
  if (options.measuresProcess === true) addProcessMetrics(registry);
  for (const source of sources) addSource(registry, source);
  const own = await registry.getMetricsAsJSON();
  return await AggregatorRegistry.aggregate([...parts, own]).metrics();
}

/** Registers a metric that is read where it is kept, each time it is asked for. */
function addSource(registry: Registry, source: MetricSource): void {
  const { name, help, kind, read } = source;
  const options = { name, help, labelNames: [...source.labels] };
  if (kind === "gauge") {
    new Gauge({
      ...options,
      registers: [registry],
      collect() {
        for (const { labels, value } of read()) this.set(labels, value);
      },
    });
    return;
  }
  new Counter({
    ...options,
    registers: [registry],
    collect() {
      // A counter of the library is only added to; the whole is kept elsewhere.
      this.reset();
      for (const { labels, value } of read()) this.inc(labels, value);
    },
  });
}
