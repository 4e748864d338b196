import { dirname } from "node:path";
import { openDeployment } from "../../collector/host/open_deployment.ts";
import type { Deployment } from "../../collector/mod.ts";
import type { Access } from "../access.ts";
import { type App, createApp } from "../app.ts";
import type { AppOptions } from "../app_settings.ts";
import type { Logger } from "../logger.ts";
import { RequestGate } from "../request_gate.ts";
import { RequestLog } from "../request_log.ts";
import type { RequestTracing } from "../request_trace.ts";
import { attachDeployment } from "./attach_deployment.ts";
import { ZLIB_CODINGS } from "./codings/zlib_codings.ts";
import { collectionCounters } from "./metrics/collection_counters.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";
import { gateCounters } from "./metrics/gate_counters.ts";
import {
  type HostMetrics,
  hostMetrics,
  type MetricSource,
} from "./metrics/host_metrics.ts";
import { openLarge } from "./large/open_large.ts";
import type { OpenedModel, openModel } from "./open_model.ts";
import { placesOf } from "./places_of.ts";
import type { ServePlan } from "./plan.ts";
import { RemovedFiles } from "./removed_files.ts";
import { grantedVariable, serviceOptions } from "./service_variables.ts";
import { shippingCounters } from "./metrics/shipping_counters.ts";
import type { Supervisor } from "./supervisor.ts";
import { isTraced } from "./telemetry/is_traced.ts";
import { readSwaggerFiles } from "./swagger_files.ts";

/** How a deployment is served. */
export interface OpenServedOptions {
  /** Where it is told what happens. */
  readonly log: Logger;
  /** The largest request body, in bytes. */
  readonly maxBodyBytes?: number;
  /** Who may ask; anybody if absent. */
  readonly access?: Access | undefined;
  /** How many requests have a line in the log in one second (default none). */
  readonly requestLines?: number;
  /** What stands before the path of every route. */
  readonly pathPrefix?: string;
  /** Which pages of other origins may ask; as the variables say if absent. */
  readonly corsOrigins?: string;
  /** What stands in front of it, for its description. */
  readonly front?: AppOptions["front"];
  /** What else `/metrics` counts. */
  readonly counters?: readonly MetricSource[];
  /** Who ships what it collects and adds up what it counts; it does itself if absent. */
  readonly supervisor?: Supervisor | undefined;
  /** Opens what is served; in this process if absent. */
  readonly open?: typeof openModel;
}

/** A deployment that answers; disposing finishes what it records. */
export interface ServedDeployment extends AsyncDisposable {
  /** What answers its requests. */
  readonly app: App;
  /** What it serves. */
  readonly opened: OpenedModel;
  /** Where it collects. */
  readonly deployment: Deployment;
  /** What it has counted. */
  readonly metrics: HostMetrics;
}

/**
 * Opens a deployment: its collection, its delivery, its model, and what answers.
 * Nothing is left open if a step fails.
 *
 * @param plan What to serve.
 * @param options How.
 * @param host What it is one part of: whether that is ready; the labels of its metrics where it is one of several, and their text.
 * @returns The deployment; disposing closes the model and the collection, and ships what is left.
 * @throws {ConfigurationError} If it cannot be opened.
 */
export async function openServed(
  plan: ServePlan,
  options: OpenServedOptions,
  host: {
    readonly isReady: () => boolean;
    readonly labels?: Readonly<Record<string, string>>;
    readonly metricsText?: () => Promise<string>;
  },
): Promise<ServedDeployment> {
  const { log, supervisor } = options;
  await using opening = new AsyncDisposableStack();
  const removals = new RemovedFiles(log);
  const deployment = openCollection(plan, { log, removals, supervisor });
  const shipping = supervisor === undefined
    ? await attachDeployment(deployment, {
      dataDir: plan.dataDir,
      shipping: plan.shipping,
      resources: opening,
      removals,
      log,
    })
    : undefined;
  if (supervisor !== undefined) {
    opening.use(deployment);
    if (plan.shipping !== undefined) removals.shipping = supervisor;
  }
  const { open = openLarge } = options;
  const opened = await open(plan, { log, deployment });
  opening.use(opened.model);
  const gate = gateOf(plan);
  const { isReady, labels, metricsText } = host;
  const text = supervisor === undefined
    ? metricsText
    : () => supervisor.metricsOfAll();
  const metrics = hostMetrics([
    ...options.counters ?? [],
    ...opened.counters ?? [],
    ...(supervisor === undefined
      ? collectionCounters(deployment, shipping)
      : []),
    ...(gate === undefined ? [] : gateCounters(gate)),
    ...(shipping === undefined ? [] : shippingCounters(shipping, deployment)),
  ], labels);
  const requestLog = new RequestLog({
    log,
    linesPerSecond: options.requestLines ?? 0,
    deployment: `${plan.endpoint}/${plan.deployment}`,
  });
  const app = createApp(opened.model, {
    log,
    metrics: text === undefined ? metrics : { ...metrics, text },
    ...serviceOptions({
      ...plan.environment,
      ...(options.corsOrigins === undefined
        ? {}
        : { "AML_CORS_ORIGINS": options.corsOrigins }),
    }, grantedVariable),
    isReady,
    pathPrefix: options.pathPrefix ?? "",
    swaggerDocuments: plan.served.kind === "module"
      ? await readSwaggerFiles(dirname(plan.served.path))
      : {},
    ...(gate === undefined ? {} : { gate }),
    ...(options.requestLines ? { requestLog } : {}),
    ...(isTraced() ? { tracing: await followed(plan) } : {}),
    codings: ZLIB_CODINGS,
    ...(options.access === undefined ? {} : { access: options.access }),
    ...(options.front === undefined ? {} : { front: options.front }),
    ...(collects(plan) ? { deployment } : {}),
    ...(plan.timeoutMs === undefined ? {} : { timeoutMs: plan.timeoutMs }),
    ...(options.maxBodyBytes === undefined
      ? {}
      : { maxBodyBytes: options.maxBodyBytes }),
    ...(opened.loaded?.spec.mlflowVersion === undefined
      ? {}
      : { mlflowVersion: opened.loaded.spec.mlflowVersion }),
  });
  const resources = opening.move();
  return {
    app,
    opened,
    deployment,
    metrics,
    async [Symbol.asyncDispose]() {
      requestLog.finish();
      await resources.disposeAsync();
    },
  };
}

/** What follows requests is loaded only where it is told to whom. */
async function followed(plan: ServePlan): Promise<RequestTracing> {
  const { RequestSpans } = await import("./telemetry/request_spans.ts");
  return new RequestSpans(plan);
}

/** Azure ML's own, where a deployment says nothing. */
const QUEUE_MS = 500;

function gateOf(plan: ServePlan): RequestGate | undefined {
  const { maxConcurrentRequests: atOnce, maxQueueWaitMs = QUEUE_MS } = plan;
  return atOnce === undefined
    ? undefined
    : new RequestGate({ atOnce, queueMs: maxQueueWaitMs });
}

function openCollection(
  plan: ServePlan,
  { log, removals, supervisor }: {
    readonly log: Logger;
    readonly removals: RemovedFiles;
    readonly supervisor: Supervisor | undefined;
  },
): Deployment {
  try {
    return openDeployment({
      endpoint: plan.endpoint,
      deployment: plan.deployment,
      dataDir: plan.dataDir,
      config: plan.collection,
      ...placesOf(plan),
      ...(supervisor === undefined
        ? {}
        : { instanceId: supervisor.instanceId }),
      onRemoved: (file, collection) => removals.tell(file, collection),
      log: ({ collection, error, dropped }) =>
        log.error(
          `Cannot collect ${collection}: ${error.message}; ${dropped} events dropped so far, scoring goes on`,
        ),
    });
  } catch (error) {
    throw new ConfigurationError(configurationReason(error), { cause: error });
  }
}

/** Whether anything is collected at all. */
export function collects(plan: ServePlan): boolean {
  return plan.collection.collections.some(({ enabled }) => enabled);
}
