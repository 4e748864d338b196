import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isRecord } from "../../../ground/is_record.ts";
import { nearestWord } from "../../../ground/nearest_word.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import { isFile } from "../../../mlflow/host/stat_or_nothing.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { REPLACED_VARIABLES } from "../variable_remarks.ts";
import type { Variables } from "./launch_context.ts";

/** The variable that names the file. */
const FILE_VARIABLE = "AZUREML_CONFIG_FILE";

/** What the file of Azure ML's server may say. */
const KEYS: ReadonlySet<string> = new Set([
  "AML_APP_INSIGHTS_ENABLED",
  "AML_APP_INSIGHTS_KEY",
  "AML_APP_ROOT",
  "AML_CORS_ORIGINS",
  "AML_MODEL_DC_STORAGE_ENABLED",
  "APP_INSIGHTS_LOG_RESPONSE_ENABLED",
  "AZUREML_DEBUG_PORT",
  "AZUREML_ENTRY_SCRIPT",
  "AZUREML_LOG_LEVEL",
  "AZUREML_MODEL_DIR",
  "AZUREML_SOURCE_DIRECTORY",
  "HOSTNAME",
  "SCORING_TIMEOUT_MS",
  "SERVICE_NAME",
  "SERVICE_PATH_PREFIX",
  "SERVICE_VERSION",
  "WORKSPACE_NAME",
]);

/** What of them means something here. */
const HONOURED: ReadonlySet<string> = new Set([
  "AML_APP_ROOT",
  "AML_CORS_ORIGINS",
  "AZUREML_ENTRY_SCRIPT",
  "AZUREML_MODEL_DIR",
  "SCORING_TIMEOUT_MS",
  "SERVICE_NAME",
  "SERVICE_PATH_PREFIX",
  "SERVICE_VERSION",
]);

/** What a configuration file says. */
export interface ConfigVariables {
  /** The variables that it sets, where the environment does not. */
  readonly variables: Readonly<Record<string, string>>;
  /** What of it means nothing here, as sentences. */
  readonly remarks: readonly string[];
}

/**
 * Reads the configuration file of Azure ML's server: the one that is named, else
 * `config.json` in `AML_APP_ROOT` if it is there, else the one beside the
 * script if it has a key of that server's. What it says holds where neither the
 * command line nor the environment says it.
 *
 * @param named The file that the command line names, if it does.
 * @param start The variables of this process, and the script that the command line names, if it does.
 * @returns What it says; nothing if there is no file.
 * @throws {ConfigurationError} If it cannot be read, or is no object of plain values.
 */
export async function configVariables(
  named: string | undefined,
  start: {
    readonly environment: Variables;
    readonly script?: string | undefined;
  },
): Promise<ConfigVariables> {
  const { environment, script } = start;
  const { AML_APP_ROOT: root = "", AZUREML_ENTRY_SCRIPT: entry } = environment;
  const asked = script ?? (entry ? resolve(root, entry) : undefined);
  const path = named ?? (environment[FILE_VARIABLE] ||
    (root === "" ? undefined : await usualFile(root))) ??
    (asked === undefined ? undefined : await ownFile(dirname(asked)));
  if (!path) return { variables: {}, remarks: [] };
  const refuse = (why: string, cause?: unknown) =>
    new ConfigurationError(`Cannot read the configuration ${path}: ${why}`, {
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw refuse(reasonOf(error), error);
  }
  if (!isRecord(value)) throw refuse("expected an object of variables");
  const remarks: string[] = [];
  const variables: Record<string, string> = {};
  for (const [key, given] of Object.entries(value)) {
    if (!KEYS.has(key)) {
      const near = nearestWord(key, [...KEYS]);
      remarks.push(
        `${path}: the key "${key}" is not known${
          near === undefined ? "" : `; did you mean "${near}"?`
        }`,
      );
    } else if (!/^(?:string|number|boolean)$/.test(typeof given)) {
      throw refuse(`"${key}" is not a text, a number, true or false`);
    } else if (HONOURED.has(key)) variables[key] = String(given);
    else {
      const instead = REPLACED_VARIABLES[key];
      remarks.push(
        `${path}: "${key}" means nothing here${
          instead === undefined ? "" : `: ${instead}`
        }`,
      );
    }
  }
  return { variables, remarks };
}

async function usualFile(folder: string): Promise<string | undefined> {
  const path = join(folder, "config.json");
  return await isFile(path) ? path : undefined;
}

/** A file of this name beside a script is often somebody else's. */
async function ownFile(folder: string): Promise<string | undefined> {
  const path = await usualFile(folder);
  if (path === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    const isOwn = isRecord(value) &&
      Object.keys(value).some((key) => KEYS.has(key));
    return isOwn ? path : undefined;
  } catch {
    return undefined;
  }
}
