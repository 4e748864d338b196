import { Command } from "commander";
import { VERSION } from "../../version.ts";
import type { LogLevelName } from "../console_logger.ts";
import { addCollectCommand, type CollectArguments } from "./collect_command.ts";
import { addDataCommand, type DataActions } from "./data_command.ts";
import { addCompletionCommand } from "./completion_command.ts";
import type { DoctorArguments } from "../doctor/examine_start.ts";
import { addDoctorCommand } from "./doctor_command.ts";
import { addExamples } from "./manual/add_examples.ts";
import { logLevelOption } from "./options/log_level_option.ts";
import { maxModelOption } from "./options/max_model_option.ts";
import { addReplayCommand, type ReplayArguments } from "./replay_command.ts";
import {
  addServeCommands,
  type DevAction,
  type ServeAction,
} from "./serve_command.ts";
import { addInitCommand, type InitArguments } from "./init_command.ts";
import { addTestCommand, type TestArguments } from "./test_command.ts";

/** What `samla inspect` was told. */
export interface InspectArguments {
  readonly modelCache: string;
  readonly maxModelMb?: number;
  readonly logLevel: LogLevelName;
}

/** What the parts of the command do. */
export interface SamlaActions {
  /** Writes what was asked for. */
  print(text: string): void;
  /** `serve` */
  readonly serve: ServeAction;
  /** `dev` */
  readonly dev: DevAction;
  /** `test` */
  test(target: string, flags: TestArguments): Promise<void>;
  /** `init` */
  init(folder: string, flags: InitArguments): Promise<void>;
  /** `doctor` */
  doctor(flags: DoctorArguments): Promise<void>;
  /** `collect` */
  collect(path: string, flags: CollectArguments): Promise<void>;
  /** `data` */
  readonly data: DataActions;
  /** `replay` */
  replay(collection: string, flags: ReplayArguments): Promise<void>;
  /** `inspect` */
  inspect(model: string, flags: InspectArguments): Promise<void>;
}

const NOTHING: SamlaActions = {
  print: () => {},
  serve: nothing,
  dev: nothing,
  test: nothing,
  init: nothing,
  doctor: nothing,
  collect: nothing,
  data: { list: nothing, tail: nothing, export: nothing },
  replay: nothing,
  inspect: nothing,
};

function nothing(): Promise<void> {
  return Promise.resolve();
}

/**
 * The command `samla`, as it is read: by the host, and by what starts the host.
 *
 * @param actions What its parts do; by default nothing, for who reads what it says of itself.
 * @returns The command; it throws where it would end the process.
 */
export function samlaCommand(actions: SamlaActions = NOTHING): Command {
  const samla = new Command("samla")
    .description("Serves a model over HTTP and collects its production data.")
    .version(VERSION)
    .showHelpAfterError("(run with --help for the options)");
  addServeCommands(samla, actions);
  addTestCommand(samla, actions.test);
  addInitCommand(samla, actions.init);
  addDoctorCommand(samla, actions.doctor);
  addCollectCommand(samla, actions.collect);
  addDataCommand(samla, actions.data);
  addReplayCommand(samla, actions.replay);
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
    .action(actions.inspect);
  addCompletionCommand(samla, actions.print);
  addExamples(samla);
  return throwing(samla);
}

/** Makes a command and all below it throw where they would end the process. */
function throwing(command: Command): Command {
  command.exitOverride();
  command.commands.forEach(throwing);
  return command;
}
