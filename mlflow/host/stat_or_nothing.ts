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
): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
