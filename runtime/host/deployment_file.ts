import { dirname, resolve } from "node:path";
import * as v from "valibot";
import { isModelUri } from "../../mlflow/model_uri.ts";
import { azureRefusals } from "./azure_refusals.ts";
import { checkKeys } from "./azure_yaml/check_keys.ts";
import { deploymentKeys, NAME } from "./azure_yaml/deployment_keys.ts";
import { isSecretReference } from "./azure_yaml/secret_reference.ts";
import { YamlFile } from "./azure_yaml/yaml_file.ts";
import { COUNT, SCALAR, TEXT, type YamlType } from "./azure_yaml/yaml_type.ts";
import { ConfigurationError } from "./configuration_error.ts";
import { localPath } from "./local_path.ts";
import { registeredModel } from "./registered_model.ts";

/** What a deployment YAML says, its paths made absolute. */
export interface DeploymentFile {
  /** The file it stands in. */
  readonly path: string;
  /** `name`: the deployment. */
  readonly deployment: string;
  /** `endpoint_name`. */
  readonly endpoint: string;
  /** Where the model is, a path or the URI of a model; absent if the deployment has none of its own. */
  readonly modelPath: string | undefined;
  /** The scoring module; absent for an MLflow model without one. */
  readonly scriptPath: string | undefined;
  /** `environment_variables`. */
  readonly environment: Readonly<Record<string, string>>;
  /** `data_collector`, as it stands there. */
  readonly dataCollector: unknown;
  /** `request_settings.request_timeout_ms`. */
  readonly timeoutMs: number | undefined;
  /** `request_settings.max_concurrent_requests_per_instance`. */
  readonly maxConcurrentRequests: number | undefined;
  /** `request_settings.max_queue_wait_ms`. */
  readonly maxQueueWaitMs: number | undefined;
  /** What Azure's own tools refuse in it, and this host takes. */
  readonly refusedByAzure: readonly string[];
  /** The `environment_variables` that are secrets of Azure's, with their lines. */
  readonly secretLines: Readonly<Record<string, number>>;
  /** Keys that mean something to Azure and nothing to this host. */
  readonly ignoredKeys: readonly string[];
}

function optional<Value>({ schema }: YamlType<Value>) {
  return v.optional(schema);
}

/** What is honoured, of types that {@linkcode checkKeys} has checked. */
const DEPLOYMENT = v.looseObject({
  name: optional(NAME),
  "endpoint_name": optional(NAME),
  type: v.optional(v.string()),
  model: v.optional(v.union([
    v.string(),
    v.looseObject({ path: v.string(), type: optional(TEXT) }),
  ])),
  "code_configuration": v.optional(
    v.looseObject({ code: v.string(), "scoring_script": v.string() }),
  ),
  "environment_variables": v.optional(v.record(v.string(), SCALAR.schema)),
  "data_collector": v.optional(v.unknown()),
  "request_settings": v.optional(v.looseObject({
    "request_timeout_ms": optional(COUNT),
    "max_concurrent_requests_per_instance": optional(COUNT),
    "max_queue_wait_ms": optional(COUNT),
  })),
});

type Entries = v.InferOutput<typeof DEPLOYMENT>;

/** What a command says of the deployment; it wins over the file. */
export interface DeploymentFileOptions {
  /** The endpoint, for a file without `endpoint_name` too. */
  readonly endpoint?: string;
  /** The deployment, for a file without `name` too. */
  readonly deployment?: string;
  /** The folder in which `azureml:<name>:<version>` is found as `<name>/<version>`. */
  readonly modelsPath?: string;
  /** False leaves the model out. */
  readonly findsModel?: boolean;
}

/**
 * Reads a deployment YAML as `az ml online-deployment create -f` takes it.
 *
 * @param path The file.
 * @param options What the command says, and where models are.
 * @returns What it says.
 * @throws {ConfigurationError} If it cannot be read, or a key or value is wrong, with its line.
 */
export async function readDeploymentFile(
  path: string,
  options: DeploymentFileOptions = {},
): Promise<DeploymentFile> {
  const file = await YamlFile.read(path, "a deployment");
  const ignoredKeys = checkKeys(file, {
    of: "deployment",
    keys: deploymentKeys(),
  });
  const output = v.parse(DEPLOYMENT, file.entries);
  if (options.findsModel !== false) refuseTriton(file, output);
  const folder = dirname(path);
  const code = output.code_configuration;
  return {
    path,
    deployment: options.deployment ?? output.name ?? missing("name", path),
    endpoint: options.endpoint ?? output.endpoint_name ??
      missing("endpoint_name", path),
    modelPath: options.findsModel === false
      ? undefined
      : await modelPath(output.model, { path, ...options }),
    scriptPath: code === undefined ? undefined : await localPath(
      code.scoring_script,
      await localPath(code.code, folder),
    ),
    environment: Object.fromEntries(
      Object.entries(output.environment_variables ?? {}).map(
        ([name, text]) => [name, String(text)],
      ),
    ),
    dataCollector: output.data_collector,
    refusedByAzure: azureRefusals(output),
    timeoutMs: output.request_settings?.request_timeout_ms,
    maxConcurrentRequests: output.request_settings
      ?.max_concurrent_requests_per_instance,
    maxQueueWaitMs: output.request_settings?.max_queue_wait_ms,
    secretLines: secretLinesIn(file, output),
    ignoredKeys,
  };
}

/** Triton serves repositories of models itself; a script may still read one. */
function refuseTriton(file: YamlFile, entries: Entries): void {
  const { model, code_configuration: code } = entries;
  if (code !== undefined || typeof model !== "object") return;
  if (model.type?.toLowerCase() !== "triton_model") return;
  throw file.error(
    `line ${
      file.lineOf(["model", "type"])
    }, "model.type" is "triton_model", and no Triton server is here: serve its ONNX model as an MLflow model, or add a code_configuration`,
  );
}

function secretLinesIn(
  file: YamlFile,
  { environment_variables: variables = {} }: Entries,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(variables)
      .filter(([, text]) => isSecretReference(String(text)))
      .map(([name]) => [name, file.lineOf(["environment_variables", name])]),
  );
}

async function modelPath(
  model: Entries["model"],
  options: { readonly path: string; readonly modelsPath?: string },
): Promise<string | undefined> {
  if (model === undefined) return undefined;
  const text = typeof model === "string" ? model : model.path;
  if (isModelUri(text)) return text;
  const { path, modelsPath } = options;
  if (!text.startsWith("azureml:")) return await localPath(text, dirname(path));
  return await registeredModel(text, {
    namedBy: path,
    ...(modelsPath === undefined ? {} : { modelsPath: resolve(modelsPath) }),
  });
}

/** A key that a flag gives, where the file does not. */
const FLAG_OF = {
  name: "--deployment",
  "endpoint_name": "--endpoint",
} as const;

function missing(key: keyof typeof FLAG_OF, path: string): never {
  throw new ConfigurationError(
    `Cannot read ${path}: the key "${key}" is missing; add it, or say it with ${
      FLAG_OF[key]
    }`,
  );
}
