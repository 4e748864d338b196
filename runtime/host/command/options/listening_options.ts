import { type Command, Option } from "commander";
import type { HttpServerOptions } from "../../http/http_server.ts";
import { countOf, portOf } from "./count_of.ts";

/** What the command line says of where to listen, and of connections. */
export interface ListeningFlags {
  readonly host: string;
  readonly port: number;
  /** Whether another host may listen on the port too, which takes over. */
  readonly reusePort?: boolean;
  /** Another port for who probes. */
  readonly healthPort?: number;
  readonly maxConnections: number;
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
}

/**
 * Adds the options of every command that listens.
 *
 * @param command The command.
 * @param place Where it listens if nothing is said.
 */
export function addListeningOptions(
  command: Command,
  place: Pick<HttpServerOptions, "hostname" | "port">,
): void {
  const { hostname, port } = place;
  command
    .option("--port <port>", "the port; 0 takes a free one", portOf, port)
    .option("--host <address>", "the address to listen on", hostname)
    .option(
      "--health-port <port>",
      "another port on which the same is answered, for who probes",
      portOf,
    )
    .addOption(
      new Option(
        "--reuse-port",
        "let a newer host listen on the port too",
      ).hideHelp(),
    )
    .option(
      "--max-connections <count>",
      "how many connections are served at once",
      countOf,
      900,
    )
    .option(
      "--headers-timeout-ms <ms>",
      "how long the headers of a request may take to come",
      countOf,
      30_000,
    )
    .option(
      "--body-timeout-ms <ms>",
      "how long the body of a request may take to come",
      countOf,
      300_000,
    );
}

/**
 * Where the command line says to listen.
 *
 * @param flags The command line.
 * @returns The server's options, but for the log.
 */
export function listeningOf(
  flags: ListeningFlags,
): Omit<HttpServerOptions, "log"> {
  const { host, port, maxConnections, headersTimeoutMs, bodyTimeoutMs } = flags;
  return {
    hostname: host,
    port,
    reusePort: flags.reusePort ?? false,
    maxConnections,
    headersTimeoutMs,
    bodyTimeoutMs,
  };
}
