import type { Durability } from "../config.ts";
import { newInstanceId, type Spool } from "../spool.ts";

/** A file that is written to. */
interface OpenFile {
  readonly file: Deno.FsFile;
  length: number;
  synced: boolean;
}

const MAX_OPEN_FILES = 32;

/**
 * A spool on the local disk. Lines are appended with synchronous writes to
 * files that stay open while their period lasts.
 */
export class DiskSpool implements Spool {
  readonly instanceId: string = newInstanceId();
  readonly #root: string;
  readonly #durability: Durability;
  /** Open files by folder, the one used longest ago first. */
  readonly #files = new Map<string, OpenFile>();
  #syncing: Promise<void> | undefined;
  #nextSync: Promise<void> | undefined;

  /**
   * Makes a spool in a folder that exists.
   *
   * @param root The folder.
   * @param options What lines shall survive (default `process`).
   */
  constructor(
    root: string,
    options: { readonly durability?: Durability } = {},
  ) {
    this.#root = root;
    this.#durability = options.durability ?? "process";
  }

  /**
   * Appends lines to the file of a folder.
   *
   * @throws {Error} If the disk does not take them all; then it keeps none of them.
   */
  append(folder: string, lines: Uint8Array): void {
    const open = this.#files.get(folder) ?? this.#open(folder);
    try {
      writeAll(open.file, lines);
    } catch (error) {
      this.#undo(folder, open);
      throw error;
    }
    open.length += lines.length;
    open.synced = false;
  }

  /**
   * Writes a file of its own.
   *
   * @throws {Error} If the disk does not take it; then it is removed.
   */
  put(path: string, bytes: Uint8Array): void {
    const full = `${this.#root}/${path}`;
    Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
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

  /** Syncs, and closes all files. */
  async close(): Promise<void> {
    try {
      if (this.#durability === "disk") await this.commit();
    } finally {
      for (const { file } of this.#files.values()) file.close();
      this.#files.clear();
    }
  }

  #open(folder: string): OpenFile {
    this.#closeOld(folder);
    const path = `${this.#root}/${folder}`;
    Deno.mkdirSync(path, { recursive: true });
    const file = Deno.openSync(`${path}/${this.instanceId}.jsonl`, {
      append: true,
      create: true,
    });
    const open = { file, length: file.statSync().size, synced: true };
    this.#files.set(folder, open);
    return open;
  }

  #closeOld(_folder: string): void {
    if (this.#files.size < MAX_OPEN_FILES) return;
    const [folder, { file }] = this.#files.entries().next().value!;
    file.close();
    this.#files.delete(folder);
  }

  #undo(folder: string, open: OpenFile): void {
    try {
      open.file.truncateSync(open.length);
    } catch {
      open.file.close();
      this.#files.delete(folder);
    }
  }

  async #sync(): Promise<void> {
    const unsynced = [...this.#files.values()].filter(({ synced }) => !synced);
    await Promise.all(unsynced.map((open) => {
      open.synced = true;
      return open.file.syncData();
    }));
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += file.writeSync(bytes.subarray(at));
}
