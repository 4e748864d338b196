import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { statOrNothing } from "../../mlflow/host/stat_or_nothing.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";

/**
 * The place that somebody wrote, as a path, `file:///<path>` or `file:<path>`.
 * Backslashes are slashes, unless there is something of that very name: files
 * written on Windows are served elsewhere.
 *
 * @param text What was written.
 * @param folder What a relative path starts from.
 * @returns The path, absolute.
 * @throws {ConfigurationError} If it is a `file:` URL of another machine, or none.
 */
export async function localPath(text: string, folder: string): Promise<string> {
  const written = /^file:\/\//i.test(text)
    ? pathOfUrl(text)
    : text.replace(/^file:/i, "");
  const path = resolve(folder, written);
  if (!written.includes("\\") || await statOrNothing(path) !== undefined) {
    return path;
  }
  return resolve(folder, written.replaceAll("\\", "/"));
}

function pathOfUrl(text: string): string {
  try {
    return fileURLToPath(text);
  } catch (error) {
    throw new ConfigurationError(
      `Cannot use ${text}: ${
        configurationReason(error)
      }; expected file:///<path>, or a path`,
    );
  }
}
