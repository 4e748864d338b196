import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";

/** In a workspace or a registry that is known from elsewhere. */
const SHORT = /^azureml:([A-Za-z0-9][\w.-]*)(?::([A-Za-z0-9][\w.-]*)|@latest)$/;
/** With its workspace or registry: the resource id behind `azureml:`, or a URL. */
const WHOLE =
  /^azureml:\/{1,2}(?:[^/]+\/)*models\/([A-Za-z0-9][\w.-]*)\/(?:versions\/([A-Za-z0-9][\w.-]*)|labels\/latest)$/i;

/**
 * Finds a registered model below a folder that has each as `<name>/<version>`,
 * from whatever workspace or registry it is.
 *
 * @param asset `azureml:<name>:<version>`, or `azureml:<name>@latest` for the highest version; also with its workspace or registry, `azureml:/subscriptions/…/models/<name>/versions/<version>` or `azureml://registries/…/models/<name>/versions/<version>`, `labels/latest` for the highest.
 * @param options The folder, and the file that names the asset, for messages.
 * @returns The model's folder.
 * @throws {ConfigurationError} If it is not such a name, or there is no such model.
 */
export async function registeredModel(
  asset: string,
  options: { readonly modelsPath?: string; readonly namedBy: string },
): Promise<string> {
  const { modelsPath, namedBy } = options;
  const match = SHORT.exec(asset) ?? WHOLE.exec(asset);
  if (match === null) {
    throw new ConfigurationError(
      `Cannot read ${namedBy}: model is ${
        JSON.stringify(asset)
      }, expected a local path, azureml:<name>:<version>, azureml:<name>@latest or azureml:…/models/<name>/versions/<version>`,
    );
  }
  if (modelsPath === undefined) {
    throw new ConfigurationError(
      `Cannot find the model ${asset} that ${namedBy} names: say with --models in which folder it is, as <name>/<version>`,
    );
  }
  const [, name, version] = match;
  const folder = join(modelsPath, name!);
  return join(folder, version ?? await latestVersion(folder, asset));
}

async function latestVersion(folder: string, asset: string): Promise<string> {
  const versions: number[] = [];
  try {
    for (const name of await readdir(folder)) {
      if (/^\d{1,15}$/.test(name)) versions.push(Number(name));
    }
  } catch (error) {
    throw new ConfigurationError(
      `Cannot find the model ${asset}: ${configurationReason(error)}`,
    );
  }
  if (versions.length > 0) return String(Math.max(...versions));
  throw new ConfigurationError(
    `Cannot find the model ${asset}: ${folder} has no folder that is named by a version`,
  );
}
