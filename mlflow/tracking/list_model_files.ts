import { isArtifactPath } from "../artifact_path.ts";
import { ModelError } from "../errors.ts";
import type { ModelFiles } from "./find_model_files.ts";

/** What a model may be made of. */
export interface ModelLimits {
  /** How many files and folders (default 10,000). */
  readonly maxFiles?: number;
  /** How large one file (default 4 GiB). */
  readonly maxFileBytes?: number;
  /** How large all of it (default 32 GiB). */
  readonly maxModelBytes?: number;
}

/** One file of a model at a server. */
export interface ModelFile {
  /** Its path in the model, checked: it stays below any folder it is joined to. */
  readonly path: string;
  /** Its size in bytes, if the server knows it. */
  readonly bytes: number | undefined;
}

/**
 * Lists the files of a model, all folders deep.
 *
 * @param files Where they are.
 * @param limits What the model may be made of.
 * @returns The files.
 * @throws {ModelError} If a path leads out of the model, there is no file, or the model is over a limit.
 */
export async function listModelFiles(
  files: ModelFiles,
  limits: Required<ModelLimits>,
): Promise<ModelFile[]> {
  const { client, place, path: root } = files;
  const found: ModelFile[] = [];
  const folders = [""];
  let entries = 0;
  let bytes = 0;
  for (const folder of folders) {
    const path = joined(root, folder);
    for (const entry of await client.list(place, path)) {
      const name = nameIn(entry.path, place.kind === "store" ? "" : path);
      if (name === undefined || !isArtifactPath(joined(folder, name))) {
        throw new ModelError(
          `Cannot download a model from ${client.url}: a path in its list of files leads out of the model`,
        );
      }
      entries++;
      bytes += entry.bytes ?? 0;
      if (entries > limits.maxFiles) {
        throw new ModelError(
          `Cannot download a model from ${client.url}: it has more than ${limits.maxFiles} files`,
        );
      }
      const below = joined(folder, name);
      refuseSize(entry.bytes ?? 0, limits.maxFileBytes, `its file "${below}"`);
      refuseSize(bytes, limits.maxModelBytes, "it");
      if (entry.isFolder) folders.push(below);
      else found.push({ path: below, bytes: entry.bytes });
    }
  }
  if (found.length === 0) {
    throw new ModelError(
      `Cannot download a model from ${client.url}: there are no files in ${
        root === "" ? "it" : JSON.stringify(root)
      }`,
    );
  }
  return found;
}

function refuseSize(bytes: number, maxBytes: number, what: string): void {
  if (bytes <= maxBytes) return;
  throw new ModelError(
    `Cannot download a model: ${what} has ${bytes} bytes or more, at most ${maxBytes} are read`,
  );
}

/** The name of an entry in its folder; `undefined` if it is not a direct entry of it. */
function nameIn(path: string, folder: string): string | undefined {
  const root = folder === "" ? "" : `${folder}/`;
  if (!path.startsWith(root)) return undefined;
  const name = path.slice(root.length);
  return name.includes("/") ? undefined : name;
}

function joined(folder: string, name: string): string {
  return folder === "" ? name : name === "" ? folder : `${folder}/${name}`;
}
