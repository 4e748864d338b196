import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isRecord } from "../../../ground/is_record.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import { isFile, isFolder } from "../../../mlflow/host/stat_or_nothing.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { withoutComments } from "./without_comments.ts";

/** The project that a script is a part of: what its imports mean. */
export interface ScriptProject {
  /** The folder that may be read. */
  readonly root: string;
  /** Its `deno.json` or `deno.jsonc`; absent if it has none. */
  readonly configPath: string | undefined;
  /** Whether packages are those of `node_modules`. */
  readonly hasNodeModules: boolean;
  /** What its configuration says of imports, each resolved. */
  readonly imports: ImportMap;
}

/** What imports mean, as the platform takes it. */
export interface ImportMap {
  readonly imports: Readonly<Record<string, string>>;
  readonly scopes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const NO_IMPORTS: ImportMap = { imports: {}, scopes: {} };
const CONFIG_NAMES = ["deno.json", "deno.jsonc"] as const;

/**
 * Finds the project of a script, as Deno finds it when it runs the script: the
 * nearest folder above that has a `deno.json` or a `package.json`.
 *
 * @param script The script's file, absolute.
 * @returns The project; the script's own folder if there is none.
 * @throws {ConfigurationError} If its configuration cannot be read.
 */
export async function findProject(script: string): Promise<ScriptProject> {
  const folder = dirname(script);
  for (let root = folder;; root = dirname(root)) {
    const configPath = await configIn(root);
    const isPackage = await isFile(join(root, "package.json"));
    if (configPath !== undefined || isPackage) {
      return {
        root,
        configPath,
        hasNodeModules: isPackage || await isFolder(join(root, "node_modules")),
        imports: configPath === undefined
          ? NO_IMPORTS
          : await importsOf(configPath),
      };
    }
    if (dirname(root) === root) break;
  }
  return {
    root: folder,
    configPath: undefined,
    hasNodeModules: false,
    imports: NO_IMPORTS,
  };
}

async function configIn(folder: string): Promise<string | undefined> {
  for (const name of CONFIG_NAMES) {
    if (await isFile(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

async function importsOf(configPath: string): Promise<ImportMap> {
  const config = await readConfig(configPath);
  const { importMap } = config;
  if (typeof importMap !== "string") return resolved(config, configPath);
  const mapPath = join(dirname(configPath), importMap);
  return resolved(await readConfig(mapPath), mapPath);
}

async function readConfig(
  path: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(
      withoutComments(await readFile(path, "utf8")),
    );
    if (isRecord(value)) return value;
    throw new TypeError("It is not an object");
  } catch (error) {
    throw new ConfigurationError(
      `Cannot read ${path}, which says what the script's imports mean: ${
        reasonOf(error)
      }`,
      { cause: error },
    );
  }
}

/** Relative addresses are meant from the file that they stand in. */
function resolved(
  config: Readonly<Record<string, unknown>>,
  path: string,
): ImportMap {
  const base = pathToFileURL(path);
  const absolute = (value: unknown): Record<string, string> =>
    Object.fromEntries(
      Object.entries(isRecord(value) ? value : {})
        .filter((entry): entry is [string, string] =>
          typeof entry[1] === "string"
        )
        .map(([name, address]) => [
          /^\.{0,2}\//.test(name) ? new URL(name, base).href : name,
          /^\.{0,2}\//.test(address) ? new URL(address, base).href : address,
        ]),
    );
  return {
    imports: withFolders(absolute(config.imports)),
    scopes: Object.fromEntries(
      Object.entries(isRecord(config.scopes) ? config.scopes : {}).map(
        ([scope, names]) => [new URL(scope, base).href, absolute(names)],
      ),
    ),
  };
}

/**
 * Adds what is in packages: a package's name stands for it too, as in `deno.json`.
 *
 * @param imports Addresses by name.
 * @returns Those, and one for the folder of each package.
 */
export function withFolders(
  imports: Readonly<Record<string, string>>,
): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, address] of Object.entries(imports)) {
    all[name] = address;
    const folder = /^(npm|jsr):\/?(?=[^/])/.exec(address);
    if (folder !== null && !(`${name}/` in imports) && !name.endsWith("/")) {
      all[`${name}/`] = `${address.replace(folder[0], `${folder[1]}:/`)}/`;
    }
  }
  return all;
}
