import { pathToFileURL } from "node:url";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";
import { moduleFailure } from "./module_failure.ts";

/**
 * Imports a scoring module.
 *
 * @param path The file, absolute.
 * @returns Its exports.
 * @throws {ConfigurationError} If it is not there, is not a module of this host, or fails while it is imported.
 */
export async function loadModule(
  path: string,
): Promise<Readonly<Record<string, unknown>>> {
  if (path.endsWith(".py")) {
    throw new ConfigurationError(
      `Cannot serve ${path}: it is a Python script, and no Python runs here; export init and run from a .ts or .js module, or let its own server run it and record what it collects with samla collect`,
    );
  }
  try {
    await Deno.stat(path);
  } catch (error) {
    throw new ConfigurationError(
      `Cannot serve ${path}: ${configurationReason(error)}`,
    );
  }
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw moduleFailure(`Cannot import ${path}`, error);
  }
}
