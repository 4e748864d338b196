import type { Durability } from "../collector_settings.ts";
import { newInstanceId, type Spool } from "../spool.ts";
import type { DiskBudget } from "./disk_budget.ts";
import { cutTornLine } from "./torn_lines.ts";

/** A file that is written to. */
interface OpenFile {
  readonly file: Deno.FsFile;
  length: number;
  isSynced: boolean;
  /** When it was last seen to be in its folder. */
  seenMs: number;
}

const MAX_OPEN_FILES = 32;
/** How long lines may go to a file that somebody removed. */
const SEEN_INTERVAL_MS = 1000;
/** A collection's folder is `<endpoint>/<deployment>/<collection>`; what follows is its period. */
const COLLECTION_DEPTH = 3;
/** A lock that nobody shares. */
const exclusive = true;

/**
 * A spool on the local disk. Lines are appended with one synchronous write to
 * a file that stays open while its period lasts, and that is locked against
 * being repaired by another process.
 */
export class DiskSpool implements Spool {
  readonly instanceId: string = newInstanceId();
  readonly #root: string;
  readonly #durability: Durability;
  readonly #budget: DiskBudget | undefined;
  readonly #now: () => number;
  /** Open files by folder, the one opened longest ago first. */
  readonly #files = new Map<string, OpenFile>();
  #syncing: Promise<void> | undefined;
  #nextSync: Promise<void> | undefined;

  /**
   * Makes a spool in a folder that exists.
   *
   * @param root The folder.
   * @param options What lines shall survive (default `process`), how many bytes there may be, and the clock in epoch milliseconds.
   */
  constructor(
    root: string,
    options: {
      readonly durability?: Durability;
      readonly budget?: DiskBudget;
      readonly now?: () => number;
    } = {},
  ) {
    this.#root = root;
    this.#durability = options.durability ?? "process";
    this.#budget = options.budget;
    this.#now = options.now ?? Date.now;
  }

  /** How many files are open. */
  get openFiles(): number {
    return this.#files.size;
  }

  /**
   * Appends lines to the file of a folder.
   *
   * @throws {Error} If the disk does not take them all, or the budget is used up; then none of them is kept.
   */
  append(folder: string, lines: Uint8Array): void {
    this.#budget?.take(lines.length);
    const open = this.#present(folder) ?? this.#open(folder);
    try {
      writeAll(open.file, lines);
    } catch (error) {
      this.#undo(folder, open);
      throw error;
    }
    open.length += lines.length;
    open.isSynced = false;
  }

  /**
   * Writes a file of its own.
   *
   * @throws {Error} If the disk does not take it, or the budget is used up; then it is removed.
   */
  put(path: string, bytes: Uint8Array): void {
    this.#budget?.take(bytes.length);
    const full = `${this.#root}/${path}`;
    const folder = full.slice(0, full.lastIndexOf("/"));
    Deno.mkdirSync(folder, { recursive: true });
    const file = Deno.openSync(full, { write: true, createNew: true });
    try {
      writeAll(file, bytes);
      if (this.#durability === "disk") file.syncDataSync();
    } catch (error) {
      Deno.removeSync(full);
      throw error;
    } finally {
      file.close();
    }
    if (this.#durability === "disk") this.#syncFolders(folder);
  }

  /** Waits for the disk itself where the durability is `disk`; all calls of one moment share one sync. */
  commit(): void | Promise<void> {
    if (this.#durability !== "disk") return;
    if (this.#syncing === undefined) {
      return this.#syncing = this.#sync().finally(() => {
        this.#syncing = undefined;
      });
    }
    // The sync that runs may have begun before the last write.
    return this.#nextSync ??= this.#syncing.catch(() => {}).then(() => {
      this.#nextSync = undefined;
      return this.commit();
    });
  }

  /** Syncs, and closes all files; one that is appended to again is opened again. */
  async close(): Promise<void> {
    try {
      await this.#nextSync;
      await this.commit();
    } finally {
      for (const { file } of this.#files.values()) file.close();
      this.#files.clear();
    }
  }

  /** Closes the spool. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The open file of a folder, unless somebody removed it. */
  #present(folder: string): OpenFile | undefined {
    const open = this.#files.get(folder);
    const nowMs = this.#now();
    if (open === undefined || nowMs - open.seenMs < SEEN_INTERVAL_MS) {
      return open;
    }
    open.seenMs = nowMs;
    if (open.file.statSync().nlink !== 0) return open;
    this.#close(folder);
    return undefined;
  }

  #open(folder: string): OpenFile {
    this.#closeOthers(folder);
    const directory = `${this.#root}/${folder}`;
    const path = `${directory}/${this.instanceId}.jsonl`;
    Deno.mkdirSync(directory, { recursive: true });
    const file = Deno.openSync(path, { append: true, create: true });
    let length = file.statSync().size;
    if (length > 0 && cutTornLine(path) > 0) length = file.statSync().size;
    file.lockSync(exclusive);
    if (this.#durability === "disk") this.#syncFolders(directory);
    const open = {
      file,
      length,
      isSynced: true,
      seenMs: this.#now(),
    };
    this.#files.set(folder, open);
    return open;
  }

  /** A period has begun: of each collection only the last file may still get late lines. */
  #closeOthers(folder: string): void {
    const collection = collectionOf(folder);
    const siblings = [...this.#files.keys()]
      .filter((other) => collectionOf(other) === collection);
    for (const other of siblings.slice(0, -1)) this.#close(other);
    if (this.#files.size < MAX_OPEN_FILES) return;
    for (const oldest of this.#files.keys()) return this.#close(oldest);
  }

  #close(folder: string): void {
    const open = this.#files.get(folder);
    if (open === undefined) return;
    this.#files.delete(folder);
    try {
      if (this.#durability === "disk" && !open.isSynced) {
        open.file.syncDataSync();
      }
    } finally {
      open.file.close();
    }
  }

  #undo(folder: string, open: OpenFile): void {
    try {
      open.file.truncateSync(open.length);
    } catch {
      // What was torn is cut off when the file is opened again.
      this.#files.delete(folder);
      open.file.close();
    }
  }

  async #sync(): Promise<void> {
    const unsynced = [...this.#files.values()]
      .filter(({ isSynced }) => !isSynced);
    await Promise.all(unsynced.map(async (open) => {
      open.isSynced = true;
      try {
        await open.file.syncData();
      } catch (error) {
        open.isSynced = false;
        throw error;
      }
    }));
  }

  /** A new file is safe only when the folders that lead to it are. */
  #syncFolders(directory: string): void {
    let folder = directory;
    while (folder.length >= this.#root.length) {
      const file = Deno.openSync(folder);
      try {
        file.syncSync();
      } finally {
        file.close();
      }
      folder = folder.slice(0, folder.lastIndexOf("/"));
    }
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  let at = file.writeSync(bytes);
  while (at < bytes.length) at += file.writeSync(bytes.subarray(at));
}

function collectionOf(folder: string): string {
  return folder.split("/", COLLECTION_DEPTH).join("/");
}
