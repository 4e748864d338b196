import { joinChunks } from "../ground/join_chunks.ts";
import { newInstanceId, type Spool } from "./spool.ts";

/** One file that a {@linkcode MemorySpool} holds. */
interface HeldFile {
  readonly chunks: Uint8Array<ArrayBuffer>[];
  length: number;
}

/** A spool that holds its files in memory, up to a limit: for an edge without a disk, and for tests. */
export class MemorySpool implements Spool {
  readonly instanceId: string = newInstanceId();
  readonly #files = new Map<string, HeldFile>();
  readonly #maxBytes: number;
  #bytes = 0;

  /**
   * Makes an empty spool.
   *
   * @param options The most bytes to hold (default 16 MiB).
   */
  constructor(options: { readonly maxBytes?: number } = {}) {
    this.#maxBytes = options.maxBytes ?? 16 * 1024 * 1024;
  }

  /** The paths of the files that are held, in the order they were begun. */
  get paths(): string[] {
    return [...this.#files.keys()];
  }

  /**
   * Appends lines to the file of a folder.
   *
   * @throws {RangeError} If the limit would be passed.
   */
  append(folder: string, lines: Uint8Array): void {
    this.#add(`${folder}/${this.instanceId}.jsonl`, lines);
  }

  /**
   * Holds a file of its own.
   *
   * @throws {RangeError} If the limit would be passed.
   */
  put(path: string, bytes: Uint8Array): void {
    this.#add(path, bytes);
  }

  /**
   * Gives the content of a file away, and forgets it.
   *
   * @param path The file's path.
   * @returns Its bytes; `undefined` if there is no such file.
   */
  take(path: string): Uint8Array<ArrayBuffer> | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    const bytes = joinChunks(file.chunks, file.length);
    this.#files.delete(path);
    this.#bytes -= file.length;
    return bytes;
  }

  /** Nothing to do: memory is all the durability there is. */
  commit(): void {}

  /** Keeps what is held: the code that drains the spool may do so after its end. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Closes the spool. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #add(path: string, bytes: Uint8Array): void {
    if (this.#bytes + bytes.length > this.#maxBytes) {
      throw new RangeError(
        `Cannot hold ${bytes.length} bytes more: ${this.#bytes} of ${this.#maxBytes} are in use`,
      );
    }
    let file = this.#files.get(path);
    if (file === undefined) {
      file = { chunks: [], length: 0 };
      this.#files.set(path, file);
    }
    file.chunks.push(bytes.slice());
    file.length += bytes.length;
    this.#bytes += bytes.length;
  }
}
