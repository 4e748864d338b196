import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isFile, isNothing } from "../../../mlflow/host/stat_or_nothing.ts";
import {
  ConfigurationError,
  configurationReason,
} from "../configuration_error.ts";
import { endpointName } from "../endpoint_name.ts";
import { projectFiles, type TemplateName } from "./project_files.ts";

/**
 * Writes a new project.
 *
 * @param folder Where; nothing but hidden files may be there yet.
 * @param template What it serves.
 * @returns The paths of the files that were written, from the folder.
 * @throws {ConfigurationError} If something is there, or nothing may be written.
 */
export async function writeProject(
  folder: string,
  template: TemplateName,
): Promise<readonly string[]> {
  const root = resolve(folder);
  const present = await entriesOf(root);
  if (present.length > 0) {
    throw new ConfigurationError(
      `Cannot begin a project in ${root}: ${
        present[0]
      } is there already; name a folder that is new or empty`,
    );
  }
  const files = projectFiles(template, endpointName(basename(root)));
  try {
    const written: string[] = [];
    for (const [path, text] of Object.entries(files)) {
      if (await isWritten(join(root, path), text)) written.push(path);
    }
    return written;
  } catch (error) {
    throw new ConfigurationError(
      `Cannot begin a project in ${root}: ${configurationReason(error)}`,
      { cause: error },
    );
  }
}

/** Writes a file, unless somebody has one of that name: a hidden one that was there stays. */
async function isWritten(path: string, text: string): Promise<boolean> {
  if (await isFile(path)) return false;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag: "wx" });
  return true;
}

/** What is in a folder, but for hidden files such as those of git. */
async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith("."));
  } catch (error) {
    if (isNothing(error)) return [];
    throw error;
  }
}
