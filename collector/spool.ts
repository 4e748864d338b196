/**
 * Where lines go before they are shipped. All paths are relative, with `/`.
 * Whatever cannot be written throws, and then nothing of it is kept.
 */
export interface Spool {
  /** Names the writer: 32 hexadecimal digits and 6 decimal ones, different for each process and worker. */
  readonly instanceId: string;
  /**
   * Appends whole lines to `<folder>/<instanceId>.jsonl`.
   *
   * @param folder The folder of the collection and period.
   * @param lines The bytes, which the caller reuses afterwards.
   */
  append(folder: string, lines: Uint8Array): void;
  /**
   * Writes a file of its own.
   *
   * @param path The file's path.
   * @param bytes Its content, which the caller reuses afterwards.
   */
  put(path: string, bytes: Uint8Array): void;
  /** Makes what was appended as durable as promised; synchronous where nothing has to be waited for. */
  commit(): void | Promise<void>;
  /** Writes out what is held and releases everything. */
  close(): Promise<void>;
}

/**
 * A name for a writer of a spool, as {@linkcode Spool.instanceId} wants it.
 *
 * @returns The name.
 */
export function newInstanceId(): string {
  return crypto.randomUUID().replaceAll("-", "") + "000000";
}
