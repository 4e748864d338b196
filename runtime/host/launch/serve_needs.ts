import { extname, join, resolve } from "node:path";
import { isModelUri } from "../../../mlflow/model_uri.ts";
import { isFile } from "../../../mlflow/host/stat_or_nothing.ts";
import type { ServeArguments } from "../command/serve_options.ts";
import { readDeploymentFile } from "../deployment_file.ts";
import { HEALTH_VARIABLE, healthPort } from "../health_port.ts";
import { localPath } from "../local_path.ts";
import { KEYS_VARIABLE } from "../access/open_access.ts";
import { SCRIPT_VARIABLES } from "../script_variables.ts";
import { SERVICE_VARIABLES } from "../service_variables.ts";
import { COUNT_VARIABLE } from "../workers/worker_count.ts";
import {
  ENTRY_VARIABLES,
  MODEL_VARIABLE,
  targetOf,
  withModelDir,
} from "../target_of.ts";
import { REPLACED_VARIABLES } from "../variable_remarks.ts";
import { addCollectorNeeds } from "./collector_needs.ts";
import type { Launch, LaunchContext } from "./launch_context.ts";
import { addListeningNeeds, addressOf } from "./listening_needs.ts";
import { addModelNeeds, type ModelNeedsOptions } from "./model_needs.ts";
import { ALL, Needs } from "./needs.ts";
import { findProject, type ScriptProject } from "./script_project.ts";
import { addShippingNeeds } from "./shipping_needs.ts";
import { addTokenNeeds } from "./token_needs.ts";

const MODULE_TYPES: ReadonlySet<string> = new Set([
  ".ts",
  ".mts",
  ".js",
  ".mjs",
]);

/**
 * What `samla serve` needs.
 *
 * @param named A model, a module or a deployment, as it was named, if it was.
 * @param flags What the command was told.
 * @param context What the process knows.
 * @returns The needs.
 * @throws {ConfigurationError} If a file that says them cannot be read.
 */
export async function serveNeeds(
  named: string | undefined,
  flags: ServeArguments,
  context: LaunchContext,
): Promise<Launch> {
  const needs = new Needs();
  const variable = withModelDir(
    flags.modelDir,
    (name) => context.variables[name],
  );
  const target = targetOf(named, variable);
  if (named === undefined) needs.add("env", MODEL_VARIABLE, ...ENTRY_VARIABLES);
  const { dataDir, modelCache = join(dataDir, "model-cache") } = flags;
  addPlaceNeeds(needs, flags);
  if (flags.grpcPort !== undefined) {
    addListeningNeeds(needs, { host: flags.host, port: flags.grpcPort });
    needs.add("env", ...GRPC_VARIABLES);
  }
  needs.add("env", HEALTH_VARIABLE);
  const probed = healthPort(
    flags.healthPort,
    (name) => context.variables[name],
  );
  if (probed !== undefined) {
    addListeningNeeds(needs, { host: flags.host, port: probed });
  }
  needs.add("env", KEYS_VARIABLE, ...SERVICE_VARIABLES, COUNT_VARIABLE);
  // What is not set needs not be read.
  const told = Object.keys(REPLACED_VARIABLES).filter(variable);
  needs.add("env", ...told);
  // Each thread reads the host's own program anew.
  needs.add("read", context.hostFolder);
  for (const path of [flags.keyFile, flags.cert, flags.key]) {
    if (path !== undefined) needs.add("read", resolve(path));
  }
  addTokenNeeds(needs, flags, context.variables);
  addCollectorNeeds(needs, dataDir, context);
  const options = { flags, cacheFolder: resolve(modelCache), context };
  const module = flags.isolation === "worker" ? new Needs() : undefined;
  let project: ScriptProject | undefined;
  if (isModelUri(target)) await addModelNeeds(needs, target, options);
  else {
    project = await addFile(
      module === undefined ? [needs] : [needs, module],
      await localPath(target, resolve()),
      options,
    );
  }
  if (flags.engine === "native") {
    needs.add("ffi", ALL).add("read", context.packageCache);
  }
  if (flags.check === true) needs.add("run", ALL);
  const speaksToAzure = await addShippingNeeds(needs, flags, context);
  return {
    needs,
    project,
    speaksToAzure,
    ...(project === undefined || module === undefined
      ? {}
      : { module: { needs: module, denied: [resolve(dataDir)] } }),
  };
}

/** What the library of gRPC reads when it is loaded. */
const GRPC_VARIABLES = [
  "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
  "GRPC_EXPERIMENTAL_ENABLE_OUTLIER_DETECTION",
  "GRPC_NODE_DEBUG_SEND_ERROR_DETAILS",
  "GRPC_NODE_TRACE",
  "GRPC_NODE_USE_ALTERNATIVE_RESOLVER",
  "GRPC_NODE_VERBOSITY",
  "GRPC_SSL_CIPHER_SUITES",
  "GRPC_TRACE",
  "GRPC_VERBOSITY",
];

/** Grants listening on the port, or on the socket in its place. */
function addPlaceNeeds(needs: Needs, flags: ServeArguments): void {
  const { unixSocket, host, port, workers } = flags;
  if (unixSocket !== undefined) {
    const path = resolve(unixSocket);
    needs.add("read", path).add("write", path).add("net", `unix:${path}`);
    return;
  }
  addListeningNeeds(needs, flags);
  // The others listen on the port that the first one got.
  if (port === 0 && workers !== 1) needs.add("net", addressOf(host));
}

/** Grants the host reading what is served, and the module too where it is apart; a script's project is found. */
async function addFile(
  all: readonly [host: Needs, module?: Needs],
  path: string,
  options: ModelNeedsOptions & { readonly flags: ServeArguments },
): Promise<ScriptProject | undefined> {
  const [needs] = all;
  const { flags: { models, endpoint, deployment, modelDir } } = options;
  const { context } = options;
  const script = {
    hostFolder: context.hostFolder,
    modelDir: modelDir ?? context.variables[MODEL_VARIABLE],
  };
  const type = extname(path).toLowerCase();
  if (MODULE_TYPES.has(type)) return await addScript(all, path, script);
  if (type !== ".yml" && type !== ".yaml") {
    await addModelNeeds(needs, path, options);
    return undefined;
  }
  needs.add("read", path);
  if (!await isFile(path)) return undefined;
  // The highest version of a registered model is found by looking.
  if (models !== undefined) needs.add("read", resolve(models));
  const { modelPath, scriptPath, environment } = await readDeploymentFile(
    path,
    {
      ...(models === undefined ? {} : { modelsPath: models }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(deployment === undefined ? {} : { deployment }),
    },
  );
  if (modelPath !== undefined) await addModelNeeds(needs, modelPath, options);
  if (scriptPath === undefined) return undefined;
  for (const needs of all) needs?.add("env", ...Object.keys(environment));
  if (modelPath !== undefined) all[1]?.add("read", modelPath);
  return await addScript(all, scriptPath, script);
}

async function addScript(
  all: readonly (Needs | undefined)[],
  path: string,
  { hostFolder, modelDir }: {
    readonly hostFolder: string;
    readonly modelDir: string | undefined;
  },
): Promise<ScriptProject> {
  const project = await findProject(path);
  for (const needs of all) {
    needs?.add("read", project.root, hostFolder)
      .add("env", ...SCRIPT_VARIABLES);
    if (modelDir) needs?.add("read", resolve(modelDir));
  }
  return project;
}
