import { openAccess } from "../access/open_access.ts";
import { rotateKeys } from "../access/rotate_keys.ts";
import { consoleLogger } from "../console_logger.ts";
import { ProcessGuard } from "../process_guard.ts";
import { startHost } from "../serve.ts";
import { targetOf } from "../target_of.ts";
import { deploymentRemarks } from "./deployment_remarks.ts";
import { listeningOf } from "./listening_options.ts";
import { printText } from "./print_text.ts";
import { servePlanOf } from "./serve_plan_of.ts";
import type { ServeArguments } from "./serve_options.ts";
import { startMessage } from "./start_message.ts";
import { stopSignal } from "./stop_signal.ts";
import { stopWithin } from "./stop_within.ts";

/**
 * Serves until it is told to stop.
 *
 * @param named A model, a module or a deployment, if the command line names one.
 * @param flags What the command was told.
 * @returns When all is finished.
 * @throws {ConfigurationError} If it cannot start.
 */
export async function serveModel(
  named: string | undefined,
  flags: ServeArguments,
): Promise<void> {
  const log = consoleLogger(flags.logLevel, flags.logFormat);
  const target = targetOf(named, (name) => Deno.env.get(name));
  const plan = await servePlanOf(target, flags, { log });
  for (const remark of deploymentRemarks(plan)) log.info(remark);
  const access = await openAccess(flags, (name) => Deno.env.get(name));
  using guard = new ProcessGuard(log);
  using rotation = access !== undefined && flags.keyFile !== undefined
    ? rotateKeys(access, flags.keyFile, log)
    : undefined;
  const stopped = stopSignal(
    rotation === undefined ? undefined : ["SIGTERM", "SIGINT"],
  );
  let isServing = false;
  // Nothing was answered yet, so nothing has to be finished.
  void stopped.then(() => isServing || guard.exit(0));
  const host = await startHost(plan, {
    ...listeningOf(flags),
    maxBodyBytes: flags.maxBodyBytes,
    log,
    access,
    requestLines: flags.logRequests,
    counters: [guard.counter],
  });
  isServing = true;
  printText(startMessage(plan, host, flags.host));
  const signal = await stopped;
  log.info(`${signal}: finishing what runs, then stopping`);
  await stopWithin(() => host[Symbol.asyncDispose](), {
    timeoutMs: flags.shutdownTimeoutMs,
    log,
    exit: guard.exit,
  });
}
