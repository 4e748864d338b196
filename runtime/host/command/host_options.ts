import type { Logger } from "../../logger.ts";
import { openAccess } from "../access/open_access.ts";
import { openCertificate } from "../certificate/open_certificate.ts";
import { healthPort } from "../health_port.ts";
import type { MetricSource } from "../metrics/host_metrics.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { UnixSocket } from "../http/unix_socket.ts";
import type { Renewal } from "../renewal/renewal.ts";
import { renewOnHangUp } from "../renewal/renew_on_hang_up.ts";
import type { ServeOptions } from "../serve.ts";
import { grantedVariable } from "../service_variables.ts";
import { listeningOf } from "./options/listening_options.ts";
import type { ServeArguments } from "./serve_options.ts";

/** What a host is started with beside the command line. */
export interface HostOptionsContext {
  /** Where it writes what happens. */
  readonly log: Logger;
  /** What else is counted. */
  readonly counters: readonly MetricSource[];
  /** What is released when the host has ended. */
  readonly resources: AsyncDisposableStack;
  /** What else is read anew on SIGHUP. */
  readonly renewals?: readonly Renewal[];
}

/**
 * Where a command line says to listen, and who may ask there.
 *
 * @param flags What the command was told.
 * @param context What else is known.
 * @returns The options of a host.
 * @throws {ConfigurationError} If keys, tokens or a certificate cannot be had.
 */
export async function hostOptions(
  flags: ServeArguments,
  context: HostOptionsContext,
): Promise<ServeOptions> {
  const { log, counters, resources, renewals = [] } = context;
  const variable = (name: string) => Deno.env.get(name);
  const access = resources.use(await openAccess(flags, variable, log));
  const certificate = resources.use(await openCertificate(flags, { log }));
  resources.use(renewOnHangUp(
    [
      ...access?.renewals ?? [],
      ...(certificate === undefined ? [] : [certificate]),
      ...renewals,
    ],
    log,
  ));
  if (flags.unixSocket !== undefined && certificate !== undefined) {
    throw new ConfigurationError(
      "Cannot speak TLS on a Unix socket: leave --cert out, or listen on a port",
    );
  }
  const socket = flags.unixSocket === undefined
    ? undefined
    : resources.use(await UnixSocket.prepare(flags.unixSocket));
  return {
    ...listeningOf(flags),
    unixSocket: socket?.path,
    grpc: flags.grpcPort === undefined
      ? undefined
      : { port: flags.grpcPort, tls: await pemsOf(flags) },
    healthPort: healthPort(flags.healthPort, grantedVariable),
    maxBodyBytes: flags.maxBodyBytes,
    log,
    access,
    certificate,
    requestLines: flags.logRequests,
    ...(flags.pathPrefix === undefined ? {} : { pathPrefix: flags.pathPrefix }),
    ...(flags.corsOrigins === undefined
      ? {}
      : { corsOrigins: flags.corsOrigins }),
    counters,
  };
}

/** The certificate as gRPC takes it; it could be read, or the start would have ended. */
async function pemsOf({ cert, key }: ServeArguments) {
  if (cert === undefined || key === undefined) return undefined;
  const [certText, keyText] = await Promise.all(
    [cert, key].map((path) => Deno.readTextFile(path)),
  );
  return { cert: certText!, key: keyText! };
}
