import {
  Command,
  CommanderError,
  InvalidArgumentError,
  Option,
} from "commander";
import { VERSION } from "../version.ts";
import { ConfigurationError } from "./configuration_error.ts";
import { inspect } from "./inspect.ts";
import { consoleLogger, type LogLevelName } from "./logging.ts";
import { planServe, type ServeFlags } from "./plan.ts";
import { startHost } from "./serve.ts";
import { startMessage } from "./start_message.ts";

/** The exit code of a bad configuration, as azmlinfsrv has it. */
export const BAD_CONFIGURATION = 3;

interface ServeArguments extends Omit<ServeFlags, "target"> {
  readonly port: number;
  readonly host: string;
  readonly maxBodyBytes: number;
  readonly logLevel: LogLevelName;
}

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
    printError(error.message);
    return BAD_CONFIGURATION;
  }
}

function program(): Command {
  const samla = new Command("samla")
    .description("Serves a model over HTTP and collects its production data.")
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError("(run with --help for the options)");
  samla.command("serve")
    .description(
      "serve an MLflow model directory, an init/run module (.ts, .js) or a deployment .yml",
    )
    .argument("<model>", "the directory, module or deployment")
    .option("--port <port>", "the port; 0 takes a free one", portOf, 5001)
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--endpoint <name>", "the endpoint (default: the folder's name)")
    .option("--deployment <name>", 'the deployment (default: "blue")')
    .option("--collect", "record what goes in and what comes out")
    .option("--data-dir <folder>", "where it is recorded", "./samla-data")
    .option("--models <folder>", "where azureml:<name>:<version> is found")
    .option("--timeout-ms <ms>", "how long one request may take", countOf)
    .option(
      "--max-body-bytes <bytes>",
      "the largest request body",
      countOf,
      100 * 1024 * 1024,
    )
    .addOption(
      new Option(
        "--engine <name>",
        "what evaluates ONNX graphs; native needs --allow-ffi",
      )
        .choices(["wasm", "native"]).default("wasm"),
    )
    .addOption(
      new Option("--log-level <level>", "how much is logged")
        .choices(["debug", "info", "warning", "error"]).default("info"),
    )
    .action(serve);
  samla.command("inspect")
    .description("say what a model is, and give a request to try")
    .argument("<model>", "an MLflow model directory")
    .action(async (model: string) => {
      Deno.stdout.writeSync(new TextEncoder().encode(await inspect(model)));
    });
  for (const command of samla.commands) command.exitOverride();
  return samla;
}

async function serve(target: string, flags: ServeArguments): Promise<void> {
  const log = consoleLogger(flags.logLevel);
  const plan = await planServe({ ...flags, target });
  if (plan.ignoredKeys.length > 0) {
    log.info(
      `These keys of the deployment mean nothing here and are left alone: ${
        plan.ignoredKeys.join(", ")
      }`,
    );
  }
  const stopped = stopSignal();
  const host = await startHost(plan, {
    hostname: flags.host,
    port: flags.port,
    maxBodyBytes: flags.maxBodyBytes,
    log,
  });
  Deno.stdout.writeSync(
    new TextEncoder().encode(startMessage(plan, host, flags.host)),
  );
  const signal = await stopped;
  log.info(`${signal}: finishing what runs, then stopping`);
  await host[Symbol.asyncDispose]();
}

/** Settles with the name of the first signal that asks the process to stop. */
function stopSignal(): Promise<Deno.Signal> {
  return new Promise((settle) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const stop = () => {
        Deno.removeSignalListener(signal, stop);
        settle(signal);
      };
      Deno.addSignalListener(signal, stop);
    }
  });
}

function portOf(text: string): number {
  const port = Number(text);
  if (text !== "" && Number.isInteger(port) && port >= 0 && port <= 65535) {
    return port;
  }
  throw new InvalidArgumentError("Expected a number from 0 to 65535");
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("Expected a whole number above 0");
}

function printError(message: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`samla: ${message}\n`));
}
