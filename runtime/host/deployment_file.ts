import { isRecord } from "../../ground/is_record.ts";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import * as v from "valibot";
import { type Document, LineCounter, parseDocument } from "yaml";
import { nearestWord } from "../../ground/nearest_word.ts";
import { isPathSegment } from "../../collector/path_segment.ts";
import { isModelUri } from "../../mlflow/model_uri.ts";
import { azureRefusals } from "./azure_refusals.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";
import { localPath } from "./local_path.ts";
import { registeredModel } from "./registered_model.ts";
import { yamlLine } from "./yaml_line.ts";

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
  /** Keys that mean something to Azure and nothing to this host. */
  readonly ignoredKeys: readonly string[];
}

const NAME = v.pipe(
  v.string(),
  v.check(
    isPathSegment,
    'at most 100 letters, digits, "_", "-" and ".", no bare year, and the first no "-" or "."',
  ),
);

const MODEL = v.union(
  [v.string(), v.looseObject({ path: v.string() })],
  "a path, azureml:<name>:<version>, a model URI, or a mapping with a path",
);

/** Azure's tools take a text for a number. */
const WHOLE_NUMBER = v.pipe(
  v.union([
    v.number(),
    v.pipe(v.string(), v.regex(/^\s*\d+\s*$/), v.transform(Number)),
  ], "a whole number"),
  v.integer(),
);

const SCALAR = v.union([v.string(), v.number(), v.boolean()], "a string");

const DEPLOYMENT = v.looseObject({
  name: v.optional(NAME),
  "endpoint_name": v.optional(NAME),
  model: v.optional(MODEL),
  "code_configuration": v.optional(
    v.looseObject({ code: v.string(), "scoring_script": v.string() }),
  ),
  "environment_variables": v.optional(v.record(v.string(), SCALAR)),
  "data_collector": v.optional(v.unknown()),
  "request_settings": v.optional(v.looseObject({
    "request_timeout_ms": v.optional(
      v.pipe(WHOLE_NUMBER, v.minValue(1)),
    ),
    "max_concurrent_requests_per_instance": v.optional(
      v.pipe(WHOLE_NUMBER, v.minValue(1)),
    ),
    "max_queue_wait_ms": v.optional(v.pipe(WHOLE_NUMBER, v.minValue(1))),
  })),
});

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

/** More aliases than this in one value are taken for an attack. */
const MAX_ALIASES = 20;

/** Keys of both kinds of deployment that mean nothing here. */
const AZURE_KEYS: ReadonlySet<string> = new Set([
  "$schema",
  "app_insights_enabled",
  "description",
  "egress_public_network_access",
  "environment",
  "instance_count",
  "instance_type",
  "liveness_probe",
  "model_mount_path",
  "private_network_connection",
  "properties",
  "provisioning_state",
  "readiness_probe",
  "resources",
  "scale_settings",
  "tags",
  "type",
]);

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
  const lines = new LineCounter();
  const document = parseDocument(await textOf(path), {
    lineCounter: lines,
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw new ConfigurationError(
      `Cannot read ${path}: line ${line} is not valid YAML, ${error.message}`,
    );
  }
  const parsed = v.safeParse(DEPLOYMENT, mappingOf(document, path));
  if (!parsed.success) {
    throw wrongValue(path, { document, lines, issue: parsed.issues[0] });
  }
  const { output } = parsed;
  const unknown = Object.keys(output).find((key) =>
    !(key in DEPLOYMENT.entries) && !AZURE_KEYS.has(key)
  );
  if (unknown !== undefined) {
    const line = yamlLine(document, lines, [unknown]);
    throw new ConfigurationError(
      `Cannot read ${path}: line ${line} has the key "${unknown}", which no deployment has; ${
        meant(unknown, [...Object.keys(DEPLOYMENT.entries), ...AZURE_KEYS])
      }`,
    );
  }
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
    ignoredKeys: Object.keys(output).filter((key) =>
      AZURE_KEYS.has(key) && key !== "$schema"
    ),
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new ConfigurationError(
      `Cannot read ${path}: ${configurationReason(error)}`,
    );
  }
}

function mappingOf(document: Document, path: string): unknown {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new ConfigurationError(
      `Cannot read ${path}: ${configurationReason(error)}`,
    );
  }
  if (isRecord(value)) {
    return value;
  }
  throw new ConfigurationError(
    `Cannot read ${path}: expected a mapping of keys as a deployment has them`,
  );
}

async function modelPath(
  model: v.InferOutput<typeof MODEL> | undefined,
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

/** What is wrong with a value, by its key and line. */
function wrongValue(
  path: string,
  found: {
    readonly document: Document;
    readonly lines: LineCounter;
    readonly issue: v.BaseIssue<unknown>;
  },
): ConfigurationError {
  const { document, lines, issue } = found;
  const keys = issue.path?.map((item) => item.key as string | number) ?? [];
  const line = yamlLine(document, lines, keys);
  const key = keys.join(".") || "the file";
  const wanted = issue.type === "check" || issue.type === "union"
    ? issue.message
    : issue.expected ?? issue.message;
  return new ConfigurationError(
    issue.received === "undefined"
      ? `Cannot read ${path}: the key "${key}" is missing${
        misspelt(found, keys)
      }`
      : `Cannot read ${path}: line ${line}, "${key}" is ${issue.received}, expected ${
        readable(wanted)
      }`,
  );
}

/** The key beside a missing one that may be meant to be it. */
function misspelt(
  { document, lines }: { document: Document; lines: LineCounter },
  keys: readonly (string | number)[],
): string {
  const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
  const above = keys.slice(0, -1);
  const siblings = above.reduce<unknown>(
    (at, key) => isRecord(at) ? at[key] : undefined,
    value,
  );
  if (!isRecord(siblings)) return "";
  const near = nearestWord(String(keys.at(-1)), Object.keys(siblings));
  if (near === undefined) return "";
  const line = yamlLine(document, lines, [...above, near]);
  return `; line ${line} has "${near}", check its spelling`;
}

/** What to do about a key that is not known. */
function meant(key: string, known: readonly string[]): string {
  const near = nearestWord(key, known);
  return near === undefined ? "check its spelling" : `did you mean "${near}"?`;
}

function readable(wanted: string): string {
  return wanted === "string"
    ? "a string"
    : wanted.replace("Object", "a mapping");
}
