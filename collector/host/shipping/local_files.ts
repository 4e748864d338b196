import type { FollowedFile } from "./followed_file.ts";
import type { PeriodFolder } from "./spool_files.ts";
import { cutTornLine } from "../torn_lines.ts";

/** A lock that nobody shares. */
const exclusive = true;
/** So many removed files are remembered, in case that one of them comes back. */
const MAX_REMEMBERED = 1000;

/** Removes what was shipped from the disk, or remembers that it need not be looked at again. */
export class LocalFiles {
  readonly #root: string;
  readonly #keepLocal: boolean;
  readonly #done = new Set<string>();
  readonly #removedBytes = new Map<string, number>();

  /**
   * Takes care of a deployment's files.
   *
   * @param root The deployment's folder.
   * @param options Whether files stay after they were shipped.
   */
  constructor(root: string, options: { readonly keepLocal: boolean }) {
    this.#root = root;
    this.#keepLocal = options.keepLocal;
  }

  /**
   * Whether a folder needs no more looking at.
   *
   * @param path Its path in the deployment's folder.
   * @returns Whether all in it was shipped, and stays.
   */
  isDone(path: string): boolean {
    return this.#done.has(path);
  }

  /**
   * How many bytes of a file were shipped and removed: a clock that is set
   * back makes a writer begin a file again.
   *
   * @param path Its path in the deployment's folder.
   * @returns The bytes; 0 for a file that was never removed here.
   */
  removedBytes(path: string): number {
    return this.#removedBytes.get(path) ?? 0;
  }

  /**
   * Cuts off an unfinished line of a file whose writer is gone.
   *
   * @param source The file.
   */
  cutTornLine(source: FollowedFile): void {
    cutTornLine(source.localPath);
  }

  /**
   * Removes a file all of whose bytes are in the store, unless its writer
   * still has it.
   *
   * @param source The file.
   * @param bytes How long it was when the store was asked.
   * @returns Whether it is gone.
   */
  remove(source: FollowedFile, bytes: number): boolean {
    const { localPath, file: { path } } = source;
    using file = Deno.openSync(localPath, { read: true, write: true });
    if (!file.tryLockSync(exclusive) || file.statSync().size !== bytes) {
      return false;
    }
    this.#removedBytes.set(path, this.removedBytes(path) + bytes);
    Deno.removeSync(localPath);
    for (const oldest of this.#removedBytes.keys()) {
      if (this.#removedBytes.size <= MAX_REMEMBERED) break;
      this.#removedBytes.delete(oldest);
    }
    return true;
  }

  /**
   * Removes payload files whose lines are all shipped and gone, and empty
   * folders; or marks folders as done whose files stay.
   *
   * @param over The folders of periods that are over.
   * @param isShipped Whether a file of lines is in the store as a whole.
   */
  tidy(
    over: readonly PeriodFolder[],
    isShipped: (path: string) => boolean,
  ): void {
    for (const folder of over) {
      const { path, collection, period } = folder;
      const naming = collection === undefined
        ? over.filter((other) => other.period === period)
        : [folder];
      const lines = naming.flatMap(({ spoolFiles }) => spoolFiles);
      if (this.#keepLocal) {
        if (lines.every((file) => isShipped(file.path))) this.#done.add(path);
      } else if (lines.length === 0) {
        for (const name of folder.payloadFiles) {
          Deno.removeSync(`${this.#root}/${path}/${name}`);
        }
        this.#removeEmpty(path);
      }
    }
  }

  #removeEmpty(path: string): void {
    for (
      let folder = path;
      folder.includes("/");
      folder = folder.slice(0, folder.lastIndexOf("/"))
    ) {
      try {
        Deno.removeSync(`${this.#root}/${folder}`);
      } catch {
        return;
      }
    }
  }
}
