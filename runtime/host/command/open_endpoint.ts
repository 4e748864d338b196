import type { Logger } from "../../logger.ts";
import { grantedVariable } from "../service_variables.ts";
import { variableRemarks } from "../variable_remarks.ts";
import { planEndpoint } from "../endpoint/plan_endpoint.ts";
import { startEndpoint } from "../endpoint/start_endpoint.ts";
import type { MetricSource } from "../metrics/host_metrics.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { takeConsole } from "../telemetry/take_console.ts";
import { deploymentRemarks } from "./deployment_remarks.ts";
import { endpointRemarks } from "./endpoint_remarks.ts";
import { hostOptions } from "./host_options.ts";
import type { RunningWorkers } from "./open_workers.ts";
import type { ServeArguments } from "./serve_options.ts";
import { serveFlagsOf } from "./serve_plan_of.ts";
import { startMessage } from "./start_message.ts";

/**
 * Starts several deployments of an endpoint as a command line says. Its file
 * is read anew on SIGHUP: other weights hold from the next request on.
 *
 * @param path The endpoint's file.
 * @param deployments The deployments' files.
 * @param options What the command was told, the log, and what else is counted.
 * @returns The running host.
 * @throws {ConfigurationError} If it cannot start.
 */
export async function openEndpoint(
  path: string,
  deployments: readonly string[],
  options: {
    readonly flags: ServeArguments;
    readonly log: Logger;
    readonly counters: readonly MetricSource[];
  },
): Promise<RunningWorkers> {
  const { flags, log, counters } = options;
  if (flags.isolation === "worker") {
    throw new ConfigurationError(
      "Cannot keep the modules of several deployments apart: serve each by itself with --isolation worker",
    );
  }
  if (flags.grpcPort !== undefined) {
    throw new ConfigurationError(
      "Cannot speak gRPC for several deployments: serve each by itself with --grpc-port",
    );
  }
  if ((flags.workers ?? 1) > 1) {
    throw new ConfigurationError(
      "Cannot serve several deployments by several workers: leave --workers out, or serve each deployment by itself",
    );
  }
  const { endpoint, plans, reread } = await planEndpoint(path, deployments, {
    flags: serveFlagsOf(flags),
    log,
  });
  for (const remark of endpointRemarks(endpoint)) log.info(remark);
  for (const plan of plans) {
    const told = variableRemarks(plan.environment, grantedVariable);
    for (const remark of [...deploymentRemarks(plan), ...told]) {
      log.info(`${plan.deployment}: ${remark}`);
    }
  }
  if (plans.some(({ served }) => served.kind === "module")) takeConsole(log);
  await using opening = new AsyncDisposableStack();
  let use = (_: typeof endpoint): void => {};
  const given = await hostOptions(flags, {
    log,
    counters,
    resources: opening,
    renewals: [{
      subject: "the weights of the endpoint",
      renew: async () => use(await reread()),
    }],
  });
  if (endpoint.authMode !== undefined && given.access === undefined) {
    log.info(
      `The endpoint's auth_mode is ${endpoint.authMode}, and nobody is asked who he is here: name keys with --key-file, or an issuer of tokens with --token-issuer`,
    );
  }
  const host = opening.use(await startEndpoint(endpoint, plans, given));
  const { served, split } = host.opened;
  use = (rules) => split.use(rules);
  const place = {
    hostname: flags.host,
    isSecure: given.certificate !== undefined,
    unixSocket: flags.unixSocket,
    pathPrefix: flags.pathPrefix ?? "",
  };
  const messages = plans.map((plan, i) =>
    startMessage(plan, {
      ...served[i]!,
      port: host.port,
      grpcPort: host.grpcPort,
      drain: () => host.drain(),
      isOneOfSeveral: false,
    }, place)
  );
  const shares = Object.entries(endpoint.traffic).map(([name, share]) =>
    `${name} ${share} %`
  );
  const mirrors = Object.entries(endpoint.mirrorTraffic).map((
    [name, share],
  ) => `, a copy of ${share} % to ${name}`);
  const resources = opening.move();
  return {
    message: `${messages.join("")}traffic    ${shares.join(", ")}${
      mirrors.join("")
    }\n\n`,
    drain: () => host.drain(),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
