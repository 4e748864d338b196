import { type Command, Option } from "commander";
import type { RowLayout } from "../../../mlflow/flavors/onnx.ts";
import type { Compatibility } from "../../../mlflow/mod.ts";
import { DEFAULT_BOUNDS } from "../../../mlflow/protocol/table_bounds.ts";
import {
  addCollectorOptions,
  type CollectorFlags,
} from "./collector_options.ts";
import {
  addListeningOptions,
  type ListeningFlags,
} from "./listening_options.ts";
import type { EngineName } from "../flavors.ts";
import type { LogLevelName } from "../console_logger.ts";
import { countOf } from "./count_of.ts";
import { logLevelOption } from "./log_level_option.ts";
import { maxModelOption } from "./max_model_option.ts";
import type { ServeFlags } from "../plan.ts";
import {
  addPermissionOptions,
  type PermissionFlags,
} from "./permission_options.ts";
import { addShippingOptions } from "./shipping_options.ts";
import { shutdownTimeoutOption } from "./shutdown_timeout_option.ts";

/** What `samla serve` was told. */
export interface ServeArguments
  extends
    Omit<ServeFlags, "target" | "settings">,
    CollectorFlags,
    ListeningFlags,
    PermissionFlags {
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
 * @param serve What it does.
 */
export function addServeCommand(
  samla: Command,
  serve: (target: string, flags: ServeArguments) => Promise<void>,
): void {
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
  addPermissionOptions(command);
}
