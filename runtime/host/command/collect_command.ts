import type { Command } from "commander";
import { SIDECAR_ADDRESS } from "../../sidecar_address.ts";
import type { LogLevelName } from "../console_logger.ts";
import type { ShippingFlags } from "../shipping_settings.ts";
import {
  addCollectorOptions,
  type CollectorFlags,
} from "./options/collector_options.ts";
import { countOf, portOf } from "./options/count_of.ts";
import {
  addListeningOptions,
  type ListeningFlags,
} from "./options/listening_options.ts";
import { logLevelOption } from "./options/log_level_option.ts";
import {
  addPermissionOptions,
  type PermissionFlags,
} from "./options/permission_options.ts";
import { addShippingOptions } from "./options/shipping_options.ts";
import { shutdownTimeoutOption } from "./options/shutdown_timeout_option.ts";

/** What `samla collect` was told. */
export interface CollectArguments
  extends CollectorFlags, ListeningFlags, ShippingFlags, PermissionFlags {
  readonly dataDir: string;
  readonly endpoint?: string;
  readonly deployment?: string;
  readonly upstream?: string;
  readonly frontHost: string;
  readonly frontPort: number;
  readonly timeoutMs?: number;
  readonly maxBodyBytes: number;
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevelName;
}

/**
 * Adds `samla collect`: the collector alone, as the side-car that Python's
 * `azureml-ai-monitoring` posts to.
 *
 * @param samla The command it is a part of.
 * @param collect What it does.
 */
export function addCollectCommand(
  samla: Command,
  collect: (path: string, flags: CollectArguments) => Promise<void>,
): void {
  const command = samla.command("collect");
  addListeningOptions(command, SIDECAR_ADDRESS);
  command
    .description(
      "collect what Python scoring scripts log with azureml-ai-monitoring",
    )
    .argument("<deployment>", "the deployment .yml")
    .option("--endpoint <name>", "the endpoint, whatever the file says")
    .option("--deployment <name>", "the deployment, whatever the file says")
    .option("--data-dir <folder>", "where it is recorded", "./samla-data")
    .option(
      "--upstream <url>",
      "the scoring server: stand in front of it, and record request and response",
    )
    .option(
      "--front-port <port>",
      "the port in front of --upstream; 0 takes a free one",
      portOf,
      5002,
    )
    .option(
      "--front-host <address>",
      "the address in front of --upstream",
      "127.0.0.1",
    )
    .option(
      "--timeout-ms <ms>",
      "how long --upstream may take (default: request_timeout_ms of the file, else an hour)",
      countOf,
    )
    .option(
      "--max-body-bytes <bytes>",
      "the largest payload, unpacked",
      countOf,
      100 * 1024 * 1024,
    )
    .addOption(shutdownTimeoutOption())
    .addOption(logLevelOption())
    .action(collect);
  addCollectorOptions(command);
  addShippingOptions(command);
  addPermissionOptions(command);
}
