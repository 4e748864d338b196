import type { Bytes } from "../frame/bytes.ts";

export type { Bytes };

/**
 * Where a model's files are read from: a folder, a set of files in memory, a
 * server. Paths are relative, with forward slashes; none leaves the root.
 */
export interface ArtifactStore {
  /** Where this is, for messages. */
  readonly location: string;
  /**
   * Reads one file whole.
   *
   * @throws {ModelError} If there is no such file, or it cannot be read.
   */
  read(path: string): Promise<Bytes>;
  /** Whether there is such a file. */
  exists(path: string): Promise<boolean>;
}
