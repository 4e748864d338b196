import { dirname } from "node:path";
import { openDeployment } from "../../collector/host/open_deployment.ts";
import { AsyncLocalScope } from "../../collector/host/async_local_scope.ts";
import {
  type Deployment,
  type RemovedFile,
  useAsyncScope,
} from "../../collector/mod.ts";
import { createApp } from "../app.ts";
import type { Access } from "../access.ts";
import type { Logger } from "../logger.ts";
import { RequestGate } from "../request_gate.ts";
import { RequestLog } from "../request_log.ts";
import { ZLIB_CODINGS } from "./codings/zlib_codings.ts";
import { readSwaggerFiles } from "./swagger_files.ts";
import { grantedVariable, serviceOptions } from "./service_variables.ts";
import { HostDoor } from "./host_door.ts";
import { gateCounters } from "./gate_counters.ts";
import { collectionCounters } from "./collection_counters.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";
import { HttpServer, type HttpServerOptions } from "./http/http_server.ts";
import { type HostMetrics, hostMetrics, type MetricSource } from "./metrics.ts";
import { type OpenedModel, openModel } from "./open_model.ts";
import type { ServePlan } from "./plan.ts";
import { attachDeployment } from "./attach_deployment.ts";
import { placesOf } from "./places_of.ts";
import { RemovedFiles } from "./removed_files.ts";
import { shippingCounters } from "./shipping_counters.ts";

/** Who looks after a host that is one of several on a port. */
export interface Supervisor {
  /** Names the host's files of collected data. */
  readonly instanceId: string;
  /** Whether it is the first one, which listens before its model is loaded. */
  readonly isFirst: boolean;
  /** Hears of a file that somebody removed while it was written to. */
  removed(file: RemovedFile): void;
  /** The metrics of all the hosts. */
  metricsOfAll(): Promise<string>;
}

/** Where and how to serve. */
export interface ServeOptions extends Omit<HttpServerOptions, "refused"> {
  /** The largest request body, in bytes. */
  readonly maxBodyBytes?: number;
  /** Who may ask; anybody if absent. */
  readonly access?: Access | undefined;
  /** How many requests have a line in the log in one second (default none). */
  readonly requestLines?: number;
  /** What stands before the path of every route. */
  readonly pathPrefix?: string;
  /** What else `/metrics` counts. */
  readonly counters?: readonly MetricSource[];
  /** Who ships what it collects and adds up what it counts; it does itself if absent. */
  readonly supervisor?: Supervisor | undefined;
  /** Opens what is served; in this process if absent. */
  readonly open?: typeof openModel;
}

/** A host that answers. */
export interface RunningHost extends AsyncDisposable {
  /** The port it listens on. */
  readonly port: number;
  /** What it serves. */
  readonly opened: OpenedModel;
  /** Where it collects. */
  readonly deployment: Deployment;
  /** What it has counted. */
  readonly metrics: HostMetrics;
  /** Has `/ready` say that requests are to go elsewhere; those that come are answered. */
  drain(): void;
  /** Whether others serve beside it. */
  readonly isOneOfSeveral: boolean;
}

/**
 * Starts a host: listens, opens the collection, loads the model, and answers.
 * Until then it says that it lives. Nothing is left open if a step fails. Disposing stops accepting, finishes what runs,
 * then closes the model and the collection, and ships what is left, in this
 * order.
 *
 * @param plan What to serve.
 * @param options Where to listen.
 * @returns The running host.
 * @throws {ConfigurationError} If it cannot start.
 */
export async function startHost(
  plan: ServePlan,
  options: ServeOptions,
): Promise<RunningHost> {
  const { log } = options;
  const door = new HostDoor();
  const open = () =>
    listen((request) => door.answer(request), {
      ...options,
      refused: (status) => door.refused(status),
    });
  // Who takes a port over, or joins others on it, is asked once it can answer.
  const { supervisor } = options;
  const isAlone = supervisor?.isFirst ?? options.reusePort !== true;
  const early = isAlone ? open() : undefined;
  await using opening = new AsyncDisposableStack();
  const closing = opening.use(new AsyncDisposableStack());
  if (early !== undefined) closing.use(early);
  useAsyncScope(new AsyncLocalScope());
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
  const { open: openServed = openModel } = options;
  const opened = await openServed(plan, { log, deployment });
  opening.use(opened.model);
  let isReady = true;
  const gate = gateOf(plan);
  const metrics = hostMetrics([
    ...options.counters ?? [],
    ...opened.counters ?? [],
    ...(supervisor === undefined
      ? collectionCounters(deployment, shipping)
      : []),
    ...(gate === undefined ? [] : gateCounters(gate)),
    ...(shipping === undefined ? [] : shippingCounters(shipping, deployment)),
  ]);
  const requestLog = new RequestLog({
    log,
    linesPerSecond: options.requestLines ?? 0,
    deployment: `${plan.endpoint}/${plan.deployment}`,
  });
  door.open(
    createApp(opened.model, {
      log,
      metrics: supervisor === undefined
        ? metrics
        : { ...metrics, text: () => supervisor.metricsOfAll() },
      ...serviceOptions(plan.environment, grantedVariable),
      isReady: () => isReady,
      pathPrefix: options.pathPrefix ?? "",
      swaggerDocuments: plan.served.kind === "module"
        ? await readSwaggerFiles(dirname(plan.served.path))
        : {},
      ...(gate === undefined ? {} : { gate }),
      ...(options.requestLines ? { requestLog } : {}),
      codings: ZLIB_CODINGS,
      ...(options.access === undefined ? {} : { access: options.access }),
      ...(collects(plan) ? { deployment } : {}),
      ...(plan.timeoutMs === undefined ? {} : { timeoutMs: plan.timeoutMs }),
      ...(options.maxBodyBytes === undefined
        ? {}
        : { maxBodyBytes: options.maxBodyBytes }),
      ...(opened.loaded?.spec.mlflowVersion === undefined
        ? {}
        : { mlflowVersion: opened.loaded.spec.mlflowVersion }),
    }),
    metrics,
  );
  const server = early ?? open();
  // From here on it is ended in its own way.
  closing.move();
  const resources = opening.move();
  return {
    port: server.port,
    opened,
    deployment,
    metrics,
    drain() {
      isReady = false;
    },
    isOneOfSeveral: supervisor !== undefined,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      requestLog.finish();
      await resources.disposeAsync();
    },
  };
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

/**
 * Listens for requests.
 *
 * @param fetch Answers the requests.
 * @param options The address, the port and the limits.
 * @returns The server.
 * @throws {ConfigurationError} If the port is taken, or may not be listened on.
 */
export function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  options: HttpServerOptions,
): HttpServer {
  try {
    return new HttpServer(fetch, options);
  } catch (error) {
    throw cannotListen(options, error);
  }
}

/**
 * Why a port cannot be listened on.
 *
 * @param place The address and the port.
 * @param error What the platform says.
 * @returns The error that stops the start.
 */
export function cannotListen(
  { hostname, port }: Pick<HttpServerOptions, "hostname" | "port">,
  error: unknown,
): ConfigurationError {
  return new ConfigurationError(
    `Cannot listen on ${hostname}:${port}: ${
      configurationReason(error)
    }; choose another with --port`,
    { cause: error },
  );
}
