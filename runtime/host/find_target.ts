import { statOrNothing } from "../../mlflow/host/stat_or_nothing.ts";
import { readdir } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { isModelUri } from "../../mlflow/mod.ts";
import { ConfigurationError } from "./configuration_error.ts";
import { fetchModel, type FetchModelOptions } from "./fetch_model.ts";
import { localPath } from "./local_path.ts";

/** What a command was pointed at. */
export type ServeTarget =
  | {
    readonly kind: "mlflow";
    readonly path: string;
    /** The URI that it was downloaded from; absent if it is a folder. */
    readonly uri?: string;
    /** What the URI calls it. */
    readonly name?: string;
  }
  | { readonly kind: "module"; readonly path: string }
  | { readonly kind: "deployment"; readonly path: string };

const MODULE_TYPES: ReadonlySet<string> = new Set([
  ".ts",
  ".mts",
  ".js",
  ".mjs",
]);

/**
 * What a path or a URI is: an MLflow model directory, a scoring module, or a
 * deployment YAML. What a URI names is downloaded.
 *
 * @param text The path or the URI, as it was given.
 * @param options Where downloaded models are kept, and the log.
 * @returns What it is, its path absolute.
 * @throws {ConfigurationError} If there is nothing there, or nothing that can be served.
 */
export async function findTarget(
  text: string,
  options: FetchModelOptions,
): Promise<ServeTarget> {
  if (isModelUri(text)) {
    const { path, name } = await fetchModel(text, options);
    return { kind: "mlflow", path: await modelFolder(path), uri: text, name };
  }
  const path = await localPath(text, resolve());
  const info = await statOrNothing(path);
  if (info === undefined) {
    throw new ConfigurationError(
      `Cannot serve ${text}: there is no such file or folder`,
    );
  }
  if (info.isDirectory) {
    return { kind: "mlflow", path: await modelFolder(path) };
  }
  if (basename(path) === "MLmodel") {
    return { kind: "mlflow", path: dirname(path) };
  }
  const type = extname(path).toLowerCase();
  if (type === ".yml" || type === ".yaml") return { kind: "deployment", path };
  if (MODULE_TYPES.has(type) || type === ".py") return { kind: "module", path };
  throw new ConfigurationError(
    `Cannot serve ${text}: expected an MLflow model directory, the URI of a model, a .ts or .js module, or a deployment .yml`,
  );
}

/**
 * The folder that holds `MLmodel`: the one given, or the only one below it that
 * does, since a registered model keeps the name of the folder it was logged from.
 *
 * @param path The folder, absolute.
 * @returns The model's folder.
 * @throws {ConfigurationError} If there is no `MLmodel`.
 */
export async function modelFolder(path: string): Promise<string> {
  if (await statOrNothing(join(path, "MLmodel")) !== undefined) return path;
  const candidates: string[] = [];
  if ((await statOrNothing(path))?.isDirectory) {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const folder = join(path, entry.name);
      const holds = entry.isDirectory() &&
        await statOrNothing(join(folder, "MLmodel")) !== undefined;
      if (holds) candidates.push(folder);
    }
  }
  if (candidates.length === 1) return candidates[0]!;
  throw new ConfigurationError(
    candidates.length === 0
      ? `Cannot find a model in ${path}: there is no file MLmodel in it`
      : `Cannot choose a model in ${path}: ${candidates.length} folders in it hold an MLmodel, name one of them`,
  );
}
