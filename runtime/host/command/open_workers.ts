import type { Logger } from "../../logger.ts";
import { requestCounts } from "../access/request_limits.ts";
import { attachDeployment } from "../attach_deployment.ts";
import { collectionCounters } from "../metrics/collection_counters.ts";
import type { ServePlan } from "../plan.ts";
import { cannotListen } from "../serve.ts";
import { shippingCounters } from "../metrics/shipping_counters.ts";
import { ServingWorkers } from "../workers/serving_workers.ts";
import type { ServeArguments } from "./serve_options.ts";

/** Hosts that answer, as one. */
export interface RunningWorkers extends AsyncDisposable {
  /** What a person reads when they have started. */
  readonly message: string;
  /** Has them say that requests are to go elsewhere. */
  drain(): void;
}

/**
 * Starts several workers on one port, and ships what all of them collect.
 *
 * @param plan What is served.
 * @param flags What the command was told.
 * @param options How many workers, and where it is told what happens.
 * @returns The running workers; disposing stops them, then ships what is left.
 * @throws {ConfigurationError} If they cannot start.
 */
export async function openWorkers(
  plan: ServePlan,
  flags: ServeArguments,
  options: { readonly count: number; readonly log: Logger },
): Promise<RunningWorkers> {
  const { count, log } = options;
  const workers = new ServingWorkers<ServeArguments>({
    plan,
    flags: partOf(flags, count),
    port: freePort(flags),
    count,
    log,
    make: (name) =>
      new Worker(new URL("./serve_worker.ts", import.meta.url), {
        type: "module",
        name,
      }),
  });
  await using opening = new AsyncDisposableStack();
  const shipping = await attachDeployment(workers, {
    dataDir: plan.dataDir,
    shipping: plan.shipping,
    resources: opening,
    removals: workers,
    log,
  });
  workers.sources = [
    ...collectionCounters(workers, shipping),
    ...(shipping === undefined ? [] : shippingCounters(shipping, workers)),
  ];
  await workers.start();
  const resources = opening.move();
  return {
    message: workers.message,
    drain: () => workers.drain(),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** A port on which nobody listens: several workers may listen on one, so that they would not notice another host. */
function freePort({ host: hostname, port, reusePort }: ServeArguments): number {
  if (reusePort === true) return port;
  try {
    using listener = Deno.listen({ hostname, port });
    return listener.addr.port;
  } catch (error) {
    throw cannotListen({ hostname, port }, error);
  }
}

/** Each worker has its part of the connections, and of the lines in the log. */
function partOf(flags: ServeArguments, count: number): ServeArguments {
  return {
    ...flags,
    maxConnections: Math.ceil(flags.maxConnections / count),
    logRequests: Math.ceil(flags.logRequests / count),
    // The requests of somebody are counted together, whoever answers them.
    requestCounts: requestCounts(),
  };
}
