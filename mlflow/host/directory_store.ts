import { reasonOf } from "../../ground/reason_of.ts";
import type { ArtifactStore, Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";

/** Large enough for any model that fits into memory beside its host. */
const DEFAULT_MAX_FILE_BYTES = 4 * 1024 ** 3;

/**
 * A model that is a folder. A path that leaves the folder, by `..`, as an
 * absolute path or through a symbolic link, is refused.
 *
 * @param root The folder.
 * @param options The size up to which a file is read (default 4 GiB).
 * @returns The store.
 */
export function directoryStore(
  root: string,
  options: { readonly maxFileBytes?: number } = {},
): ArtifactStore {
  const maxFileBytes = options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES;
  let realRoot: Promise<string> | undefined;

  /** The file's real path inside the folder. */
  async function locate(path: string): Promise<string> {
    refuseEscape(path, root);
    realRoot ??= Deno.realPath(root);
    const base = await realRoot;
    const real = await Deno.realPath(`${base}/${path}`);
    if (!isInside(real, base)) {
      throw new ModelError(
        `Cannot read "${path}" of ${root}: it is a link that leads out of the model`,
      );
    }
    return real;
  }

  return {
    location: root,
    async read(path: string): Promise<Bytes> {
      try {
        const real = await locate(path);
        const { size, isFile } = await Deno.stat(real);
        if (!isFile) {
          throw new ModelError(`Cannot read "${path}" of ${root}: not a file`);
        }
        if (size > maxFileBytes) {
          throw new ModelError(
            `Cannot read "${path}" of ${root}: it has ${size} bytes, at most ${maxFileBytes} are read`,
          );
        }
        return await Deno.readFile(real);
      } catch (error) {
        if (error instanceof ModelError) throw error;
        throw new ModelError(
          `Cannot read "${path}" of ${root}: ${readingFailure(error)}`,
          { cause: error },
        );
      }
    },
    async exists(path: string): Promise<boolean> {
      try {
        return (await Deno.stat(await locate(path))).isFile;
      } catch (error) {
        if (
          error instanceof Deno.errors.NotFound ||
          error instanceof Deno.errors.NotADirectory
        ) {
          return false;
        }
        if (error instanceof ModelError) throw error;
        throw new ModelError(
          `Cannot look for "${path}" in ${root}: ${readingFailure(error)}`,
          { cause: error },
        );
      }
    },
  };
}

function refuseEscape(path: string, root: string): void {
  const parts = path.split(/[/\\]/);
  const leaves = path === "" || parts.includes("..") || parts[0] === "" ||
    /^[A-Za-z]:/.test(path) || path.includes("\0");
  if (leaves) {
    throw new ModelError(
      `Cannot read ${
        JSON.stringify(path)
      } of ${root}: expected a path inside the model`,
    );
  }
}

function isInside(path: string, base: string): boolean {
  return path.startsWith(base) &&
    (path.length === base.length || /[/\\]/.test(path[base.length]!) ||
      /[/\\]$/.test(base));
}

function readingFailure(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "the file permissions do not allow it";
  }
  if (error instanceof Deno.errors.NotCapable) {
    return "no permission to read there was given";
  }
  return reasonOf(error);
}
