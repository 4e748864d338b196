import type { ArtifactStore } from "./artifact_store.ts";

/**
 * The files of a model that may have been logged on Windows, whose `MLmodel`
 * has backslashes in its paths: they are slashes, unless there is a file of
 * that very name.
 *
 * @param store The files.
 * @returns The same files, found by either.
 */
export function forwardSlashes(store: ArtifactStore): ArtifactStore {
  const nameOf = async (path: string): Promise<string> =>
    !path.includes("\\") || await store.exists(path)
      ? path
      : path.replaceAll("\\", "/");
  return {
    location: store.location,
    read: async (path) => await store.read(await nameOf(path)),
    exists: async (path) => await store.exists(await nameOf(path)),
  };
}
