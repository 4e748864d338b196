import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { VERSION } from "../../version.ts";
import { addCollectCommand } from "./collect_command.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { addDataCommand } from "./data_command.ts";
import { limitsOf } from "../plan.ts";
import { maxModelOption } from "./max_model_option.ts";
import { inspect } from "./inspect.ts";
import { consoleLogger, type LogLevelName } from "../console_logger.ts";
import { logLevelOption } from "./log_level_option.ts";
import { addServeCommand } from "./serve_command.ts";
import { printNote, printText } from "./print_text.ts";

/** The exit code of a bad configuration, as azmlinfsrv has it. */
export const BAD_CONFIGURATION = 3;

/**
 * Runs one command to its end.
 *
 * @param args The command line, without the program.
 * @returns The exit code: 0, 1 for a command line that cannot be understood, 3 for a configuration that cannot be served.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof ConfigurationError)) throw error;
    printNote(`samla: ${error.message}`);
    return BAD_CONFIGURATION;
  }
}

function program(): Command {
  const samla = new Command("samla")
    .description("Serves a model over HTTP and collects its production data.")
    .version(VERSION)
    .showHelpAfterError("(run with --help for the options)");
  addServeCommand(samla);
  addCollectCommand(samla);
  addDataCommand(samla);
  samla.command("inspect")
    .description("say what a model is, and give a request to try")
    .argument("<model>", "an MLflow model directory, or the URI of a model")
    .option(
      "--model-cache <folder>",
      "where models of a tracking server are kept",
      "./samla-data/model-cache",
    )
    .addOption(maxModelOption())
    .addOption(logLevelOption())
    .action(inspectModel);
  return throwing(samla);
}

async function inspectModel(
  model: string,
  flags: {
    readonly modelCache: string;
    readonly maxModelMb?: number;
    readonly logLevel: LogLevelName;
  },
): Promise<void> {
  const log = consoleLogger(flags.logLevel);
  const cacheFolder = resolve(flags.modelCache);
  printText(
    await inspect(model, { cacheFolder, log, limits: limitsOf(flags) }),
  );
}

/** Makes a command and all below it throw where they would end the process. */
function throwing(command: Command): Command {
  command.exitOverride();
  command.commands.forEach(throwing);
  return command;
}
