import type { ArtifactStore, Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";

/**
 * A model whose files are in memory: for the edge, where there is no disk, and
 * for tests.
 *
 * @param files The content of each file, by its path with forward slashes; text is UTF-8.
 * @param options Where this is, for messages (default `memory`).
 * @returns The store; it reads the bytes that it was given, without a copy.
 */
export function memoryStore(
  files: Readonly<Record<string, Bytes | string>>,
  options: { readonly location?: string } = {},
): ArtifactStore {
  const location = options.location ?? "memory";
  const byPath = new Map(Object.entries(files));
  return {
    location,
    read(path: string): Promise<Bytes> {
      const content = byPath.get(path);
      if (content === undefined) {
        return Promise.reject(
          new ModelError(`Cannot read "${path}" of ${location}: no such file`),
        );
      }
      return Promise.resolve(
        typeof content === "string"
          ? new TextEncoder().encode(content)
          : content,
      );
    },
    exists(path: string): Promise<boolean> {
      return Promise.resolve(byPath.has(path));
    },
  };
}
