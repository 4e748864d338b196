import { resolve } from "node:path";
import { CommanderError } from "commander";
import { ConfigurationError } from "../configuration_error.ts";
import { consoleLogger } from "../console_logger.ts";
import { limitsOf } from "../plan.ts";
import { collectEvents } from "./collect_events.ts";
import { dataActions } from "./data_actions.ts";
import { inspect } from "./inspect.ts";
import { printNote, printText } from "./print_text.ts";
import { type InspectArguments, samlaCommand } from "./samla_command.ts";
import { serveModel } from "./serve_model.ts";

/** The exit code of a bad configuration, as azmlinfsrv has it. */
export const BAD_CONFIGURATION = 3;

/**
 * Runs one command to its end.
 *
 * @param args The command line, without the program.
 * @returns The exit code: 0, 1 for a command line that cannot be understood, 3 for a configuration that cannot be served.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const samla = samlaCommand({
    serve: serveModel,
    collect: collectEvents,
    data: dataActions(),
    inspect: inspectModel,
  });
  try {
    await samla.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof ConfigurationError)) throw error;
    printNote(`samla: ${error.message}`);
    return BAD_CONFIGURATION;
  }
}

async function inspectModel(
  model: string,
  flags: InspectArguments,
): Promise<void> {
  const log = consoleLogger(flags.logLevel);
  const cacheFolder = resolve(flags.modelCache);
  printText(
    await inspect(model, { cacheFolder, log, limits: limitsOf(flags) }),
  );
}
