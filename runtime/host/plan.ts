import { basename, dirname, join, resolve } from "node:path";
import type {
  CollectorConfig,
  CollectorSettingTexts,
} from "../../collector/mod.ts";
import { withSecrets } from "./azure_yaml/with_secrets.ts";
import { grantedVariable } from "./service_variables.ts";
import { planCollection } from "./plan_collection.ts";
import type { ShippingSettings } from "../../collector/host/shipping/destination.ts";
import { endpointName } from "./endpoint_name.ts";
import { ConfigurationError } from "./configuration_error.ts";
import { type DeploymentFile, readDeploymentFile } from "./deployment_file.ts";
import { type Compatibility, isModelUri } from "../../mlflow/mod.ts";
import { type Logger, SILENT } from "../logger.ts";
import { fetchModel, type FetchModelOptions } from "./fetch_model.ts";
import type { ModelLimits, TableBounds } from "../../mlflow/mod.ts";
import type { OnnxChoices } from "./flavors.ts";
import { findTarget, modelFolder, type ServeTarget } from "./find_target.ts";
import {
  readShippingSettings,
  type ShippingFlags,
} from "./shipping_settings.ts";

/** What the command line asked for. */
export interface ServeFlags extends ShippingFlags {
  /** A model directory, the URI of a model, a module or a deployment YAML. */
  readonly target: string;
  /** The endpoint; by default the folder's name. */
  readonly endpoint?: string;
  /** The deployment; by default `blue`. */
  readonly deployment?: string;
  /** Collect, whatever the deployment says. */
  readonly collect?: boolean;
  /** The folder of all collected data. */
  readonly dataDir: string;
  /** Where `azureml:<name>:<version>` is found. */
  readonly models?: string;
  /** Where a module finds its model, whatever else says it. */
  readonly modelDir?: string;
  /** Where downloaded models are kept; by default `model-cache` in the folder of the data. */
  readonly modelCache?: string;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** How many requests are answered at once. */
  readonly maxConcurrentRequests?: number;
  /** How long one more may wait, in milliseconds. */
  readonly maxQueueWaitMs?: number;
  /** How ONNX models are served. */
  readonly onnx?: OnnxChoices;
  /** The most memory that one file of a model may take, in MiB. */
  readonly maxModelMb?: number;
  /** How large a table of a request may be. */
  readonly bounds?: TableBounds;
  /** Whether the types of a module are checked before it is imported. */
  readonly check?: boolean;
  /** How closely `/invocations` follows MLflow (default `strict`). */
  readonly compatibility?: Compatibility;
  /** Settings of the collector, by their name in `data_collector`. */
  readonly settings?: CollectorSettingTexts;
  /** Variables of the environment that the collector may read. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** What scores: an MLflow model, or a module. */
export type Served =
  | {
    readonly kind: "mlflow";
    /** The folder that holds `MLmodel`. */
    readonly path: string;
    /** The URI that it was downloaded from; absent if it is a folder. */
    readonly uri?: string;
  }
  | {
    readonly kind: "module";
    /** The module's file. */
    readonly path: string;
    /** Where it finds its model; empty if the deployment names none. */
    readonly modelDir: string;
  };

/** Everything that a start needs to know, every path absolute. */
export interface ServePlan {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** What is served. */
  readonly served: Served;
  /** The deployment's variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** What is collected. */
  readonly collection: CollectorConfig;
  /** The folder of all collected data. */
  readonly dataDir: string;
  /** Where collected data is shipped to; absent if it stays here. */
  readonly shipping?: ShippingSettings;
  /** How long one request may take, in milliseconds; `undefined` for the default. */
  readonly timeoutMs: number | undefined;
  /** How many requests are answered at once; as many as come if undefined. */
  readonly maxConcurrentRequests: number | undefined;
  /** How long one more may wait, in milliseconds; as Azure ML has it if undefined. */
  readonly maxQueueWaitMs: number | undefined;
  /** How ONNX models are served. */
  readonly onnx: OnnxChoices;
  /** How large the model's files may become. */
  readonly modelLimits: ModelLimits;
  /** How large a table of a request may be. */
  readonly bounds: TableBounds;
  /** Whether the types of a module are checked before it is imported. */
  readonly checksTypes: boolean;
  /** How closely `/invocations` follows MLflow. */
  readonly compatibility: Compatibility;
  /** Keys of the deployment that this host does nothing with. */
  readonly ignoredKeys: readonly string[];
  /** What Azure's own tools refuse in the deployment. */
  readonly refusedByAzure: readonly string[];
}

const DEFAULT_DEPLOYMENT = "blue";

/**
 * Decides what is served and collected, from the flags and the deployment YAML
 * if there is one; a flag wins over the file. A model that a URI names is
 * downloaded, unless it is there already.
 *
 * @param flags What was asked for.
 * @param options `log`: where a download writes what happens (default: nowhere).
 * @returns The plan.
 * @throws {ConfigurationError} If a path, a key or a value is wrong, or a model cannot be downloaded.
 */
export async function planServe(
  flags: ServeFlags,
  options: { readonly log?: Logger } = {},
): Promise<ServePlan> {
  const dataDir = resolve(flags.dataDir);
  const fetching: FetchModelOptions = {
    cacheFolder: resolve(flags.modelCache ?? join(dataDir, "model-cache")),
    log: options.log ?? SILENT,
  };
  const target = await findTarget(flags.target, fetching);
  const shipping = await readShippingSettings(flags, resolve("samla.yml"));
  const plan = target.kind === "deployment"
    ? await planDeployment(target.path, { ...flags, dataDir }, fetching)
    : await planModel(target, { ...flags, dataDir });
  return shipping === undefined ? plan : { ...plan, shipping };
}

async function planModel(
  target: Exclude<ServeTarget, { readonly kind: "deployment" }>,
  flags: ServeFlags,
): Promise<ServePlan> {
  const named = target.kind === "module"
    ? basename(dirname(target.path))
    : target.name ?? basename(target.path);
  return {
    endpoint: flags.endpoint ?? endpointName(named),
    deployment: flags.deployment ?? DEFAULT_DEPLOYMENT,
    served: servedTarget(target, flags),
    environment: {},
    collection: await planCollection(collectionSources(flags)),
    dataDir: flags.dataDir,
    timeoutMs: flags.timeoutMs,
    maxConcurrentRequests: flags.maxConcurrentRequests,
    maxQueueWaitMs: flags.maxQueueWaitMs,
    onnx: flags.onnx ?? {},
    modelLimits: limitsOf(flags),
    bounds: flags.bounds ?? {},
    checksTypes: flags.check ?? false,
    compatibility: flags.compatibility ?? "strict",
    ignoredKeys: [],
    refusedByAzure: [],
  };
}

/**
 * The limits of a model's files.
 *
 * @param flags The command line.
 * @returns The limits; those of the reader where nothing is said.
 */
export function limitsOf(
  { maxModelMb }: Pick<ServeFlags, "maxModelMb">,
): ModelLimits {
  return maxModelMb === undefined
    ? {}
    : { maxModelBytes: maxModelMb * 2 ** 20 };
}

function servedTarget(
  target: Exclude<ServeTarget, { readonly kind: "deployment" }>,
  flags: ServeFlags,
): Served {
  const { path } = target;
  const { modelDir = "" } = flags;
  if (target.kind === "module") return { kind: "module", path, modelDir };
  requireOne(flags);
  const { uri } = target;
  return { kind: "mlflow", path, ...(uri === undefined ? {} : { uri }) };
}

async function planDeployment(
  path: string,
  flags: ServeFlags,
  fetching: FetchModelOptions,
): Promise<ServePlan> {
  const file = await readDeploymentFile(path, {
    ...(flags.models === undefined ? {} : { modelsPath: flags.models }),
    ...(flags.endpoint === undefined ? {} : { endpoint: flags.endpoint }),
    ...(flags.deployment === undefined ? {} : { deployment: flags.deployment }),
  });
  const served = await servedByDeployment(flags, file, fetching);
  const collection = await planCollection({
    ...collectionSources(flags),
    dataCollector: file.dataCollector,
    file: path,
  });
  return {
    endpoint: file.endpoint,
    deployment: file.deployment,
    served,
    environment: served.kind === "module"
      ? withSecrets(file, grantedVariable)
      : file.environment,
    collection,
    dataDir: flags.dataDir,
    timeoutMs: flags.timeoutMs ?? file.timeoutMs,
    maxConcurrentRequests: flags.maxConcurrentRequests ??
      file.maxConcurrentRequests,
    maxQueueWaitMs: flags.maxQueueWaitMs ?? file.maxQueueWaitMs,
    onnx: flags.onnx ?? {},
    modelLimits: limitsOf(flags),
    bounds: flags.bounds ?? {},
    checksTypes: flags.check ?? false,
    compatibility: flags.compatibility ?? "strict",
    ignoredKeys: file.ignoredKeys,
    refusedByAzure: file.refusedByAzure,
  };
}

/** What a deployment serves: its script, or its model in the folder that holds `MLmodel`. */
async function servedByDeployment(
  flags: ServeFlags,
  { modelPath, scriptPath }: DeploymentFile,
  fetching: FetchModelOptions,
): Promise<Served> {
  const { target, modelDir } = flags;
  const isUri = modelPath !== undefined && isModelUri(modelPath);
  const folder = isUri
    ? (await fetchModel(modelPath, fetching)).path
    : modelPath;
  if (scriptPath !== undefined) {
    return {
      kind: "module",
      path: scriptPath,
      modelDir: modelDir ?? folder ?? "",
    };
  }
  if (folder === undefined) {
    throw new ConfigurationError(
      `Cannot serve ${target}: it has neither a model nor a code_configuration`,
    );
  }
  requireOne(flags);
  return {
    kind: "mlflow",
    path: await modelFolder(folder),
    ...(isUri ? { uri: modelPath } : {}),
  };
}

/** Refuses another model's folder for what is a model itself. */
function requireOne({ target, modelDir }: ServeFlags): void {
  if (modelDir === undefined || modelDir === target) return;
  throw new ConfigurationError(
    `Cannot use --model-dir ${modelDir}: ${target} is a model itself, and no module that looks for one; leave it out`,
  );
}

function collectionSources(flags: ServeFlags) {
  const { collect = false, settings = {}, variables = {} } = flags;
  return { collect, settings, variables };
}
