import { type Command, Option } from "commander";
import type { RowLayout } from "../../../mlflow/flavors/onnx.ts";
import type { Compatibility } from "../../../mlflow/mod.ts";
import { DEFAULT_BOUNDS } from "../../../mlflow/protocol/table_bounds.ts";
import type { AccessFlags } from "../access/open_access.ts";
import type { CertificateFlags } from "../certificate/open_certificate.ts";
import { addAccessOptions } from "./options/access_options.ts";
import {
  addCollectorOptions,
  type CollectorFlags,
} from "./options/collector_options.ts";
import {
  addListeningOptions,
  type ListeningFlags,
} from "./options/listening_options.ts";
import type { EngineName } from "../flavors.ts";
import type { LogLevelName } from "../console_logger.ts";
import { countOf, countOrNone, portOf } from "./options/count_of.ts";
import { pathPrefixOf } from "./options/path_prefix_of.ts";
import { logLevelOption } from "./options/log_level_option.ts";
import { addLogOptions, type LogFlags } from "./options/log_options.ts";
import { maxModelOption } from "./options/max_model_option.ts";
import type { ServeFlags } from "../plan.ts";
import {
  addPermissionOptions,
  type PermissionFlags,
} from "./options/permission_options.ts";
import { addShippingOptions } from "./options/shipping_options.ts";
import { shutdownTimeoutOption } from "./options/shutdown_timeout_option.ts";

/** What a command that serves was told. */
export interface ServeArguments
  extends
    Omit<ServeFlags, "target" | "settings">,
    CollectorFlags,
    ListeningFlags,
    PermissionFlags,
    AccessFlags,
    CertificateFlags,
    LogFlags {
  /** Which pages of other origins may ask. */
  readonly corsOrigins?: string;
  /** The file of a Unix socket to listen on, in the place of a port. */
  readonly unixSocket?: string;
  /** Another port, on which the Open Inference Protocol is spoken by gRPC. */
  readonly grpcPort?: number;
  /** How many workers serve. */
  readonly workers?: number;
  /** Where a module runs: in the host, or in processes of its own. */
  readonly isolation: "none" | "worker";
  /** The most memory that one of them may take, in MiB. */
  readonly workerMemoryMb: number;
  /** How they are started, as the launcher says it: JSON of `socket` and `args`. */
  readonly moduleProcess?: string;
  readonly maxBodyBytes: number;
  readonly maxColumns: number;
  readonly maxCells: number;
  readonly shutdownTimeoutMs: number;
  /** How long requests are still taken after a signal. */
  readonly drainMs: number;
  /** What stands before the path of every route. */
  readonly pathPrefix?: string;
  readonly logLevel: LogLevelName;
  readonly mlflowCompat: Compatibility;
  readonly engine: EngineName;
  readonly onnxRows: RowLayout;
}

/**
 * Adds the options of every command that serves.
 *
 * @param command The command.
 * @returns The command.
 */
export function addServeOptions(command: Command): Command {
  addListeningOptions(command, { hostname: "127.0.0.1", port: 5001 });
  addAccessOptions(command);
  command
    .option(
      "--unix-socket <file>",
      "listen on a Unix socket in the place of a port, by one worker",
    )
    .option(
      "--grpc-port <port>",
      "another port, for the Open Inference Protocol by gRPC, by one worker",
      portOf,
    )
    .option("--endpoint <name>", "the endpoint (default: the folder's name)")
    .option("--deployment <name>", 'the deployment (default: "blue")')
    .option("--collect", "record what goes in and what comes out")
    .option("--data-dir <folder>", "where it is recorded", "./samla-data")
    .option("--models <folder>", "where azureml:<name>:<version> is found")
    .option(
      "--model-dir <folder>",
      "where a module finds its model (default: the deployment's, else AZUREML_MODEL_DIR)",
    )
    .option(
      "--model-cache <folder>",
      "where models of a tracking server are kept (default: <data-dir>/model-cache)",
    )
    .option(
      "--workers <count>",
      "how many workers serve, each on a core of its own (default: WORKER_COUNT, or one a core)",
      countOf,
    )
    .addOption(
      new Option(
        "--isolation <kind>",
        "where a module runs: in the host, or in processes of its own, which are ended when a request overstays",
      ).choices(["none", "worker"]).default("none"),
    )
    .option(
      "--worker-memory-mb <MiB>",
      "how much memory such a process may take",
      countOf,
      1024,
    )
    .addOption(new Option("--module-process <json>").hideHelp())
    .option("--timeout-ms <ms>", "how long one request may take", countOf)
    .option(
      "--max-concurrent-requests <count>",
      "how many requests are answered at once; as many more wait (default: as many as come)",
      countOf,
    )
    .option(
      "--max-queue-wait-ms <ms>",
      "how long one waits for that (default: 500)",
      countOf,
    )
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
      "check the types of a module first",
    )
    .addOption(
      new Option(
        "--engine <name>",
        "what evaluates ONNX graphs; native code may do whatever you may",
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
    .option(
      "--drain-ms <ms>",
      "how long after a signal requests are still taken, while /ready says 503",
      countOrNone,
      0,
    )
    .option(
      "--cors-origins <origins>",
      "which pages of other origins may ask, with commas between; * for any (default: AML_CORS_ORIGINS)",
    )
    .option(
      "--path-prefix <path>",
      "what stands before the path of every route, as /models/iris",
      pathPrefixOf,
    )
    .addOption(logLevelOption());
  addLogOptions(command);
  addCollectorOptions(command);
  addShippingOptions(command);
  addPermissionOptions(command);
  return command;
}
