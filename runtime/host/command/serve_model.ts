import { pause } from "../../../ground/pause.ts";
import type { Logger } from "../../logger.ts";
import { consoleLogger } from "../console_logger.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { isEndpointFile } from "../endpoint/endpoint_file.ts";
import type { MetricSource } from "../metrics/host_metrics.ts";
import { ProcessGuard } from "../process_guard.ts";
import { grantedVariable } from "../service_variables.ts";
import { variableRemarks } from "../variable_remarks.ts";
import { targetOf, withModelDir } from "../target_of.ts";
import { workerCount } from "../workers/worker_count.ts";
import { aliveMeanwhile } from "./alive_meanwhile.ts";
import { deploymentRemarks } from "./deployment_remarks.ts";
import { isolationOf } from "./isolation_of.ts";
import { openEndpoint } from "./open_endpoint.ts";
import { openHost } from "./open_host.ts";
import { openWorkers, type RunningWorkers } from "./open_workers.ts";
import { printText } from "./print_text.ts";
import { servePlanOf } from "./serve_plan_of.ts";
import type { ServeArguments } from "./serve_options.ts";
import { stopSignal } from "./stop_signal.ts";
import { stopSignals } from "./stop_signals.ts";
import { stopWithin } from "./stop_within.ts";

/**
 * Serves until it is told to stop.
 *
 * @param named A model, a module or a deployment, or the file of the deployments' endpoint, if the command line names one.
 * @param deployments The deployments of that endpoint.
 * @param flags What the command was told.
 * @returns When all is finished.
 * @throws {ConfigurationError} If it cannot start.
 */
export async function serveModel(
  named: string | undefined,
  deployments: readonly string[],
  flags: ServeArguments,
): Promise<void> {
  const log = consoleLogger(flags.logLevel, flags.logFormat);
  const target = targetOf(
    named,
    withModelDir(flags.modelDir, (name) => Deno.env.get(name)),
  );
  using guard = new ProcessGuard(log);
  const endpointFile = deployments.length > 0 ? { endpointFile: target } : {};
  const stopped = stopSignal(
    stopSignals({ ...flags, ...endpointFile }, (name) => Deno.env.get(name)),
  );
  let isServing = false;
  // Nothing was answered yet, so nothing has to be finished.
  void stopped.then(() => isServing || guard.exit(0));
  const counters = [guard.counter];
  const host = deployments.length > 0
    ? await openEndpoint(target, deployments, { flags, log, counters })
    : await openOne(target, flags, { log, counters });
  isServing = true;
  printText(host.message);
  const signal = await stopped;
  if (flags.drainMs > 0) {
    log.info(`${signal}: not ready any more, stopping in ${flags.drainMs} ms`);
    host.drain();
    await pause(flags.drainMs);
  }
  log.info(`${signal}: finishing what runs, then stopping`);
  await stopWithin(() => host[Symbol.asyncDispose](), {
    timeoutMs: flags.shutdownTimeoutMs,
    log,
    exit: guard.exit,
  });
}

/** One model, module or deployment, by as many workers as it is to have. */
async function openOne(
  target: string,
  flags: ServeArguments,
  options: { readonly log: Logger; readonly counters: readonly MetricSource[] },
): Promise<RunningWorkers> {
  const { log, counters } = options;
  if (await isEndpointFile(target)) {
    throw new ConfigurationError(
      `Cannot serve ${target} alone: it is an endpoint's; name its deployments too, as in "samla serve endpoint.yml blue.yml green.yml"`,
    );
  }
  const plan = await aliveMeanwhile(
    flags,
    log,
    () => servePlanOf(target, flags, { log }),
  );
  for (const remark of deploymentRemarks(plan)) log.info(remark);
  for (const remark of variableRemarks(plan.environment, grantedVariable)) {
    log.info(remark);
  }
  const sole = unshared(flags);
  const count = workerCount({
    plan,
    asked: sole === undefined ? flags.workers : oneWorker(flags, sole),
    cores: navigator.hardwareConcurrency,
    variable: grantedVariable,
  });
  const isolation = isolationOf(plan, flags, count);
  return count === 1 || isolation !== undefined
    ? await openHost(plan, flags, { log, counters, isolation })
    : await openWorkers(plan, flags, { count, log });
}

/** What several workers could not share, if the command line asks for it. */
function unshared(flags: ServeArguments): string | undefined {
  if (flags.unixSocket !== undefined) return "listen on a Unix socket";
  return flags.grpcPort === undefined ? undefined : "speak gRPC";
}

function oneWorker({ workers = 1 }: ServeArguments, what: string): number {
  if (workers === 1) return 1;
  throw new ConfigurationError(
    `Cannot ${what} by several workers: leave --workers out, or run a host for each`,
  );
}
