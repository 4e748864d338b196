import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isNothing } from "../../../mlflow/host/stat_or_nothing.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { endpointName } from "../endpoint_name.ts";
import { projectFiles, type TemplateName } from "./project_files.ts";

/**
 * Writes a new project.
 *
 * @param folder Where; nothing but hidden files may be there yet.
 * @param template What it serves.
 * @returns The paths of its files, from the folder.
 * @throws {ConfigurationError} If something is there.
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
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { flag: "wx" });
  }
  return Object.keys(files);
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
