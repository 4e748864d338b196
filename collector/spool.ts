/** What lines are, in numbers. */
export interface SpooledContent {
  /** How many there are. */
  readonly events: number;
  /** Their bytes, and those of the files they name. */
  readonly bytes: number;
  /** The rows in them; absent where nobody counts them. */
  readonly rows?: number;
  /** How many things they were made of; as many as lines if absent. */
  readonly collected?: number;
}

/** A file that somebody removed while it was written to, and what this process had written to it. */
export interface RemovedFile extends SpooledContent {
  /** Its path in the spool. */
  readonly path: string;
}

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
   * @param content What is lost if somebody removes the file: how many lines they are, and their bytes with those of the files they name.
   */
  append(folder: string, lines: Uint8Array, content?: SpooledContent): void;
  /**
   * Tells of the files of a collection that somebody removed while they were
   * written to, of each once; absent where nobody can.
   *
   * @param folder The folder of the collection.
   * @returns The files.
   */
  takeRemoved?(folder: string): readonly RemovedFile[];
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

/** The last digits of a name count the files that were begun anew. */
const SERIAL_DIGITS = 6;

/**
 * The name that a writer takes when somebody removed its file.
 *
 * @param instanceId The name it had.
 * @returns The next one; it names the same writer.
 */
export function nextInstanceId(instanceId: string): string {
  const serial = Number(instanceId.slice(-SERIAL_DIGITS)) + 1;
  return instanceId.slice(0, -SERIAL_DIGITS) +
    String(serial).padStart(SERIAL_DIGITS, "0");
}

/**
 * Whether two names are of one writer.
 *
 * @param one A name.
 * @param other Another.
 * @returns Whether they differ by their serial numbers only.
 */
export function isSameWriter(one: string, other: string): boolean {
  return one.slice(0, -SERIAL_DIGITS) === other.slice(0, -SERIAL_DIGITS);
}
