import { admitting } from "../../app.ts";
import { TrafficSplit } from "../../traffic_split.ts";
import type { HostMetrics, MetricSource } from "../metrics/host_metrics.ts";
import { metricsOfAll } from "../metrics/host_metrics.ts";
import {
  openServed,
  type OpenServedOptions,
  type ServedDeployment,
} from "../open_served.ts";
import type { ServePlan } from "../plan.ts";
import {
  type BehindDoor,
  type OpenDoor,
  type ServeOptions,
  startDoor,
} from "../serve.ts";
import type { EndpointFile } from "./endpoint_file.ts";

/** The deployments of an endpoint, and how requests are split among them. */
export interface OpenedEndpoint extends BehindDoor {
  /** Each deployment. */
  readonly served: readonly ServedDeployment[];
  /** What splits the requests. */
  readonly split: TrafficSplit;
}

/**
 * Starts a host of several deployments of an endpoint.
 *
 * @param endpoint What the endpoint's file says.
 * @param plans The deployments, at least one.
 * @param options Where to listen.
 * @returns The running host.
 * @throws {ConfigurationError} If a deployment cannot be served.
 */
export async function startEndpoint(
  endpoint: EndpointFile,
  plans: readonly ServePlan[],
  options: ServeOptions,
): Promise<OpenDoor<OpenedEndpoint>> {
  return await startDoor(
    options,
    (isReady) => openEndpoint(endpoint, plans, { ...options, isReady }),
  );
}

async function openEndpoint(
  endpoint: EndpointFile,
  plans: readonly ServePlan[],
  options: OpenServedOptions & { readonly isReady: () => boolean },
): Promise<OpenedEndpoint> {
  const { log, access, isReady, pathPrefix = "", ...each } = options;
  const { counters = [], ...rest } = each;
  const served: ServedDeployment[] = [];
  let sources: readonly MetricSource[] = counters;
  const metricsText = async () => {
    const parts = served.map(({ metrics }) => metrics.values());
    const measuresProcess = true;
    return await metricsOfAll(await Promise.all(parts), sources, {
      measuresProcess,
    });
  };
  await using opening = new AsyncDisposableStack();
  const front = {
    asksForKeys: access !== undefined,
    deployments: plans.map(({ deployment }) => deployment),
  };
  // One after the other: each says what is wrong with it, and memory has one peak.
  for (const plan of plans) {
    const labels = { deployment: plan.deployment };
    served.push(opening.use(
      await openServed(plan, { ...rest, log, pathPrefix, front }, {
        isReady,
        labels,
        metricsText,
      }),
    ));
  }
  const split = new TrafficSplit({
    deployments: served.map(({ app, deployment }) => ({
      name: deployment.deployment,
      fetch: (request) => app.fetch(request),
    })),
    rules: endpoint,
    log,
    pathPrefix,
  });
  sources = [...counters, ...copyCounters(split)];
  const resources = opening.move();
  return {
    app: {
      fetch: admitting((request) => split.answer(request), {
        access,
        log,
        pathPrefix,
      }),
    },
    metrics: firstMetrics(served),
    served,
    split,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Requests that come to no deployment are counted with the first one's. */
function firstMetrics([first]: readonly ServedDeployment[]): HostMetrics {
  return first!.metrics;
}

function copyCounters(split: TrafficSplit): readonly MetricSource[] {
  return [{
    name: "samla_mirrored_requests_total",
    help:
      "Requests that a deployment was to get a copy of, by what became of it",
    kind: "counter",
    labels: ["fate"],
    read: () => [
      { labels: { fate: "made" }, value: split.copies.made },
      { labels: { fate: "skipped" }, value: split.copies.skipped },
    ],
  }];
}
