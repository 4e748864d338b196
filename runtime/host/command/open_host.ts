import type { Logger } from "../../logger.ts";
import { type Isolation, openIsolated } from "../isolation/open_isolated.ts";
import type { MetricSource } from "../metrics/host_metrics.ts";
import type { ServePlan } from "../plan.ts";
import { startHost } from "../serve.ts";
import { takeConsole } from "../telemetry/take_console.ts";
import type { Supervisor } from "../supervisor.ts";
import type { HostInWorker } from "../workers/worker_host.ts";
import { hostOptions } from "./host_options.ts";
import type { ServeArguments } from "./serve_options.ts";
import { startMessage } from "./start_message.ts";

/** What a host is started with beside the command line. */
export interface OpenHostOptions {
  /** Where it writes what happens. */
  readonly log: Logger;
  /** What else is counted. */
  readonly counters: readonly MetricSource[];
  /** Who supervises it, where it is one of several. */
  readonly supervisor?: Supervisor;
  /** How a module is kept apart; it runs in the host if absent. */
  readonly isolation?: Isolation | undefined;
}

/**
 * Starts a host as a command line says, with those who may ask it.
 *
 * @param plan What is served.
 * @param flags What the command was told.
 * @param options The log, and who supervises it.
 * @returns The running host, and what a person reads when it has started.
 * @throws {ConfigurationError} If it cannot start.
 */
export async function openHost(
  plan: ServePlan,
  flags: ServeArguments,
  options: OpenHostOptions,
): Promise<HostInWorker> {
  const { log, counters, supervisor, isolation } = options;
  const isHere = isolation === undefined && plan.served.kind === "module";
  if (isHere) takeConsole(log);
  await using opening = new AsyncDisposableStack();
  const given = await hostOptions(flags, { log, counters, resources: opening });
  const host = opening.use(
    await startHost(plan, {
      ...given,
      reusePort: supervisor !== undefined || given.reusePort === true,
      supervisor,
      ...(isolation === undefined ? {} : {
        open: (plan, resources) => openIsolated(plan, isolation, resources),
      }),
    }),
  );
  const message = startMessage(plan, host, {
    hostname: flags.host,
    isSecure: given.certificate !== undefined,
    unixSocket: flags.unixSocket,
    pathPrefix: flags.pathPrefix ?? "",
  });
  const resources = opening.move();
  return {
    host,
    message,
    drain: () => host.drain(),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
