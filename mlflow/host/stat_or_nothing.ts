import { stat } from "node:fs/promises";

/** What there is at a path. */
export interface FoundPath {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  /** When it was changed last. */
  readonly changed: Date;
}

/**
 * Whether there is a folder.
 *
 * @param path Its path.
 * @returns False also if something else is there.
 */
export async function isFolder(path: string): Promise<boolean> {
  return (await statOrNothing(path))?.isDirectory ?? false;
}

/**
 * Whether there is a file.
 *
 * @param path Its path.
 * @returns False also if something else is there.
 */
export async function isFile(path: string): Promise<boolean> {
  return (await statOrNothing(path))?.isFile ?? false;
}

/**
 * What there is at a path.
 *
 * @param path The path.
 * @returns What there is; `undefined` if nothing is.
 */
export async function statOrNothing(
  path: string,
): Promise<FoundPath | undefined> {
  try {
    const found = await stat(path);
    return {
      isFile: found.isFile(),
      isDirectory: found.isDirectory(),
      changed: found.mtime,
    };
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}

/**
 * Whether a failure says that there is nothing at a path.
 *
 * @param error What was thrown by the file system.
 * @returns Whether it does.
 */
export function isNothing(error: unknown): boolean {
  return error instanceof Error && "code" in error &&
    (error.code === "ENOENT" || error.code === "ENOTDIR");
}
