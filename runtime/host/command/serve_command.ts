import { type Command, Option } from "commander";
import type { RowLayout } from "../../../mlflow/flavors/onnx.ts";
import { type Compatibility, DEFAULT_BOUNDS } from "../../../mlflow/mod.ts";
import { collectorVariables } from "../plan_collection.ts";
import {
  addCollectorOptions,
  type CollectorFlags,
  settingsOf,
} from "./collector_options.ts";
import {
  addListeningOptions,
  type ListeningFlags,
  listeningOf,
} from "./listening_options.ts";
import { deploymentRemarks } from "./deployment_remarks.ts";
import type { EngineName } from "../flavors.ts";
import { consoleLogger, type LogLevelName } from "../console_logger.ts";
import { countOf } from "./count_of.ts";
import { logLevelOption } from "./log_level_option.ts";
import { maxModelOption } from "./max_model_option.ts";
import { planServe, type ServeFlags } from "../plan.ts";
import { ProcessGuard } from "../process_guard.ts";
import { startHost } from "../serve.ts";
import { addShippingOptions } from "./shipping_options.ts";
import { startMessage } from "./start_message.ts";
import { stopSignal } from "./stop_signal.ts";
import { shutdownTimeoutOption } from "./shutdown_timeout_option.ts";
import { stopWithin } from "./stop_within.ts";
import { printText } from "./print_text.ts";

interface ServeArguments
  extends
    Omit<ServeFlags, "target" | "settings">,
    CollectorFlags,
    ListeningFlags {
  readonly maxBodyBytes: number;
  readonly maxColumns: number;
  readonly maxCells: number;
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevelName;
  readonly mlflowCompat: Compatibility;
  readonly engine: EngineName;
  readonly onnxRows: RowLayout;
}

/**
 * Adds `samla serve`.
 *
 * @param samla The command it is a part of.
 */
export function addServeCommand(samla: Command): void {
  const command = samla.command("serve");
  addListeningOptions(command, { hostname: "127.0.0.1", port: 5001 });
  command
    .description(
      "serve an MLflow model (a directory or a URI), an init/run module (.ts, .js) or a deployment .yml",
    )
    .argument("<model>", "the directory, URI, module or deployment")
    .option("--endpoint <name>", "the endpoint (default: the folder's name)")
    .option("--deployment <name>", 'the deployment (default: "blue")')
    .option("--collect", "record what goes in and what comes out")
    .option("--data-dir <folder>", "where it is recorded", "./samla-data")
    .option("--models <folder>", "where azureml:<name>:<version> is found")
    .option(
      "--model-cache <folder>",
      "where models of a tracking server are kept (default: <data-dir>/model-cache)",
    )
    .option("--timeout-ms <ms>", "how long one request may take", countOf)
    .option(
      "--max-body-bytes <bytes>",
      "the largest request body, unpacked",
      countOf,
      100 * 1024 * 1024,
    )
    .option(
      "--max-columns <count>",
      "the most columns of a table, or different keys of JSON",
      countOf,
      DEFAULT_BOUNDS.maxColumns,
    )
    .option(
      "--max-cells <count>",
      "the most cells of a table, or values of JSON",
      countOf,
      DEFAULT_BOUNDS.maxCells,
    )
    .option(
      "--check",
      "check the types of a module first; needs --allow-run",
    )
    .addOption(
      new Option(
        "--engine <name>",
        "what evaluates ONNX graphs; native needs --allow-ffi",
      ).choices(["wasm", "native"]).default("wasm"),
    )
    .addOption(
      new Option(
        "--onnx-rows <layout>",
        "an ONNX output of several columns: flattened, as MLflow does, or a list a row",
      ).choices(["flatten", "list"]).default("flatten"),
    )
    .addOption(
      new Option(
        "--mlflow-compat <kind>",
        "how closely /invocations follows MLflow's quirks",
      ).choices(["strict", "better"]).default("strict"),
    )
    .addOption(maxModelOption())
    .addOption(shutdownTimeoutOption())
    .addOption(logLevelOption())
    .action(serve);
  addCollectorOptions(command);
  addShippingOptions(command);
}

async function serve(target: string, flags: ServeArguments): Promise<void> {
  const log = consoleLogger(flags.logLevel);
  const plan = await planServe({
    ...flags,
    target,
    compatibility: flags.mlflowCompat,
    bounds: { maxColumns: flags.maxColumns, maxCells: flags.maxCells },
    onnx: { engine: flags.engine, rows: flags.onnxRows },
    settings: settingsOf(flags),
    variables: collectorVariables(),
  }, { log });
  for (const remark of deploymentRemarks(plan)) log.info(remark);
  using guard = new ProcessGuard(log);
  const stopped = stopSignal();
  let isServing = false;
  // Nothing was answered yet, so nothing has to be finished.
  void stopped.then(() => isServing || guard.exit(0));
  const host = await startHost(plan, {
    ...listeningOf(flags),
    maxBodyBytes: flags.maxBodyBytes,
    log,
    counters: [guard.counter],
  });
  isServing = true;
  printText(startMessage(plan, host, flags.host));
  const signal = await stopped;
  log.info(`${signal}: finishing what runs, then stopping`);
  await stopWithin(() => host[Symbol.asyncDispose](), {
    timeoutMs: flags.shutdownTimeoutMs,
    log,
    exit: guard.exit,
  });
}
