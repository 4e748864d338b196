import { AsyncLocalScope } from "../../collector/host/async_local_scope.ts";
import { type Deployment, useAsyncScope } from "../../collector/mod.ts";
import type { App } from "../app.ts";
import { collectGarbage } from "./collect_garbage.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";
import type { GrpcServer, GrpcServerOptions } from "./grpc/grpc_server.ts";
import { HostDoor } from "./host_door.ts";
import {
  HttpServer,
  type HttpServerOptions,
  MAX_CONNECTIONS,
} from "./http/http_server.ts";
import type { HostMetrics } from "./metrics/host_metrics.ts";
import type { OpenedModel } from "./open_model.ts";
import { openServed, type OpenServedOptions } from "./open_served.ts";
import type { ServePlan } from "./plan.ts";

/** Where and how to serve. */
export interface ServeOptions
  extends Omit<HttpServerOptions, "refused">, OpenServedOptions {
  /** Another port on which the same is answered, for who probes; absent for none. */
  readonly healthPort?: number | undefined;
  /** Another port, on which gRPC is spoken, and with what certificate; none if absent. */
  readonly grpc?: Pick<GrpcServerOptions, "port" | "tls"> | undefined;
}

/** A host that answers. */
export interface RunningHost extends AsyncDisposable {
  /** The port it listens on. */
  readonly port: number;
  /** The port on which it speaks gRPC, if it does. */
  readonly grpcPort: number | undefined;
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
  if (options.grpc !== undefined && plan.served.kind === "module") {
    throw new ConfigurationError(
      "Cannot speak gRPC for a module: it is the Open Inference Protocol, which models of MLflow are asked in; leave --grpc-port out",
    );
  }
  const host = await startDoor(
    options,
    (isReady) => openServed(plan, options, { isReady }),
  );
  const { opened, deployment, metrics } = host.opened;
  return {
    ...host,
    opened,
    deployment,
    metrics,
    isOneOfSeveral: options.supervisor !== undefined,
  };
}

/** How long after a start what loading left behind is given back. */
const CLEANING_MS = 1000;

/** What is behind a door. */
export interface BehindDoor extends AsyncDisposable {
  /** What answers. */
  readonly app: App;
  /** What counts the requests that do not come so far. */
  readonly metrics: HostMetrics;
}

/** A door that is open; disposing stops accepting, finishes what runs, and closes what is behind it. */
export interface OpenDoor<T extends BehindDoor> extends AsyncDisposable {
  /** The port it listens on. */
  readonly port: number;
  /** The port on which it speaks gRPC, if it does. */
  readonly grpcPort: number | undefined;
  /** What is behind it. */
  readonly opened: T;
  /** Has `/ready` say that requests are to go elsewhere; those that come are answered. */
  drain(): void;
}

/**
 * Listens, and answers with what is opened meanwhile. Nothing is left open if
 * that fails.
 *
 * @param options Where to listen.
 * @param open Opens it; it is told whether the host is ready.
 * @returns The open door.
 * @throws {ConfigurationError} If it cannot be listened, or opened.
 */
export async function startDoor<T extends BehindDoor>(
  options: ServeOptions,
  open: (isReady: () => boolean) => Promise<T>,
): Promise<OpenDoor<T>> {
  const door = new HostDoor();
  const openOn = (port: number, unixSocket?: string) =>
    listen((request) => door.answer(request), {
      ...options,
      port,
      unixSocket,
      refused: (status) => door.refused(status),
    });
  const { healthPort } = options;
  const openServer = () => ({
    main: openOn(options.port, options.unixSocket),
    ...(healthPort === undefined ||
        (healthPort === options.port && options.unixSocket === undefined)
      ? {}
      : { health: openOn(healthPort) }),
  });
  // Who takes a port over, or joins others on it, is asked once it can answer.
  const isAlone = options.supervisor?.isFirst ?? options.reusePort !== true;
  const early = isAlone ? openServer() : undefined;
  await using opening = new AsyncDisposableStack();
  const closing = opening.use(new AsyncDisposableStack());
  if (early !== undefined) closing.use(early.main);
  if (early?.health !== undefined) closing.use(early.health);
  useAsyncScope(new AsyncLocalScope());
  let isReady = true;
  const opened = opening.use(await open(() => isReady));
  door.open(opened.app, opened.metrics);
  const server = early ?? openServer();
  const grpc = options.grpc === undefined
    ? undefined
    : opening.use(await openGrpc(door, options.grpc, options));
  // What loaded the model is over by then.
  const cleaning = setTimeout(collectGarbage, CLEANING_MS);
  // From here on it is ended in its own way.
  closing.move();
  const resources = opening.move();
  return {
    port: server.main.port,
    grpcPort: grpc?.port,
    opened,
    drain() {
      isReady = false;
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(cleaning);
      // Who probes hears from it to the end.
      await server.main.shutdown();
      await server.health?.shutdown();
      await resources.disposeAsync();
    },
  };
}

/** What speaks gRPC is loaded only where it is spoken. */
async function openGrpc(
  door: HostDoor,
  { port, tls }: Pick<GrpcServerOptions, "port" | "tls">,
  options: ServeOptions,
): Promise<GrpcServer> {
  const { GrpcServer } = await import("./grpc/grpc_server.ts");
  const { hostname, pathPrefix = "", log } = options;
  const { maxBodyBytes = -1, maxConnections = MAX_CONNECTIONS } = options;
  try {
    return await GrpcServer.open({
      hostname,
      port,
      tls,
      maxBodyBytes,
      maxConnections,
      pathPrefix,
      log,
      answer: (request) => door.answer(request),
    });
  } catch (error) {
    throw new ConfigurationError(
      `Cannot speak gRPC on ${hostname}:${port}: ${
        configurationReason(error)
      }; choose another with --grpc-port`,
      { cause: error },
    );
  }
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
 * @param place The address and the port, or the file of a socket.
 * @param error What the platform says.
 * @returns The error that stops the start.
 */
export function cannotListen(
  { hostname, port, unixSocket }: Pick<
    HttpServerOptions,
    "hostname" | "port" | "unixSocket"
  >,
  error: unknown,
): ConfigurationError {
  return new ConfigurationError(
    `Cannot listen on ${unixSocket ?? `${hostname}:${port}`}: ${
      configurationReason(error)
    }; choose another with ${
      unixSocket === undefined ? "--port" : "--unix-socket"
    }`,
    { cause: error },
  );
}
