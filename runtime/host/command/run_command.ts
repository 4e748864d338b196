import { join, resolve } from "node:path";
import { CommanderError } from "commander";
import { ConfigurationError } from "../configuration_error.ts";
import { consoleLogger } from "../console_logger.ts";
import { limitsOf } from "../plan.ts";
import { collectEvents } from "./collect_events.ts";
import { dataActions } from "./data_actions.ts";
import { inspect } from "./inspect.ts";
import { printNote, printText } from "./print_text.ts";
import { type InspectArguments, samlaCommand } from "./samla_command.ts";
import { writeProject } from "../init/write_project.ts";
import { type DoctorArguments, examineStart } from "../doctor/examine_start.ts";
import { findingLines } from "../doctor/finding.ts";
import { FailedCheck } from "./failed_check.ts";
import type { InitArguments } from "./init_command.ts";
import { replayData } from "./replay_data.ts";
import { serveModel } from "./serve_model.ts";
import { testModel } from "./test_model.ts";

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
    print: printText,
    serve: serveModel,
    dev: () => {
      throw new ConfigurationError(
        "Cannot serve what changes here: samla dev is for the installed package, which starts hosts anew",
      );
    },
    test: testModel,
    init: beginProject,
    doctor,
    collect: collectEvents,
    data: dataActions(),
    replay: replayData,
    inspect: inspectModel,
  });
  try {
    await samla.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    // Who reads it has read enough, as "head" does.
    if (error instanceof Deno.errors.BrokenPipe) return 0;
    const isFailed = error instanceof FailedCheck;
    if (!isFailed && !(error instanceof ConfigurationError)) throw error;
    printNote(`samla: ${error.message}`);
    return isFailed ? 1 : BAD_CONFIGURATION;
  }
}

async function doctor(flags: DoctorArguments): Promise<void> {
  const findings = await examineStart(flags);
  printText(findingLines(findings));
  const wrong = findings.filter(({ verdict }) => verdict === "wrong");
  if (wrong.length === 0) return;
  throw new FailedCheck(
    `${wrong.length} of ${findings.length} things have to be mended first`,
  );
}

async function beginProject(
  folder: string,
  { template }: InitArguments,
): Promise<void> {
  const paths = await writeProject(folder, template);
  const start = template === "mlflow"
    ? "python train.py"
    : "samla dev deployment.yml";
  printText(
    `${
      paths.map((path) => join(folder, path)).join("\n")
    }\n\nBegin with:\n  cd ${folder}\n  ${start}\n`,
  );
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
