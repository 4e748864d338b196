import { type Command, Option } from "commander";
import type { LogFormat } from "../../console_logger.ts";
import { countOrNone } from "./count_of.ts";

/** What the command line says of the log of a command that serves. */
export interface LogFlags {
  readonly logFormat: LogFormat;
  /** How many requests have a line in one second. */
  readonly logRequests: number;
}

/**
 * Adds the options that say how a log looks, and which requests are in it.
 *
 * @param command The command.
 */
export function addLogOptions(command: Command): void {
  command
    .addOption(
      new Option("--log-format <format>", "how a line of the log looks")
        .choices(["text", "json"]).default("text"),
    )
    .option(
      "--log-requests <count>",
      "how many requests have a line in one second; the others are counted",
      countOrNone,
      100,
    );
}
