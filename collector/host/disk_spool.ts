import type { Durability } from "../collector_settings.ts";
import {
  newInstanceId,
  nextInstanceId,
  type RemovedFile,
  type Spool,
  type SpooledContent,
} from "../spool.ts";
import type { DiskBudget } from "./disk_budget.ts";
import { cutTornLine } from "./torn_lines.ts";

/** A file that is written to. */
interface OpenFile {
  readonly file: Deno.FsFile;
  /** Its path in the spool. */
  readonly path: string;
  /** What is lost if it is removed. */
  content: SpooledContent;
  length: number;
  isSynced: boolean;
}

const MAX_OPEN_FILES = 32;
/** How often lines are written again because somebody removed their file. */
const MAX_REMOVALS = 3;
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
  #instanceId: string;
  readonly #root: string;
  readonly #durability: Durability;
  readonly #budget: DiskBudget | undefined;
  /** Open files by folder, the one opened longest ago first. */
  readonly #files = new Map<string, OpenFile>();
  /** Files that somebody removed, until that is told. */
  #removed: RemovedFile[] = [];
  #syncing: Promise<void> | undefined;
  #nextSync: Promise<void> | undefined;

  /**
   * Makes a spool in a folder that exists.
   *
   * @param root The folder.
   * @param options What lines shall survive (default `process`), how many bytes there may be, and the name of the files (default a new one).
   */
  constructor(
    root: string,
    options: {
      readonly instanceId?: string;
      readonly durability?: Durability;
      readonly budget?: DiskBudget;
    } = {},
  ) {
    this.#root = root;
    this.#instanceId = options.instanceId ?? newInstanceId();
    this.#durability = options.durability ?? "process";
    this.#budget = options.budget;
  }

  /** Names the files that are begun now: another name after one was removed. */
  get instanceId(): string {
    return this.#instanceId;
  }

  /** How many files are open. */
  get openFiles(): number {
    return this.#files.size;
  }

  /**
   * Appends lines to the file of a folder. Where somebody removed it, they go
   * to a new one.
   *
   * @throws {Error} If the disk does not take them all, the budget is used up, or the file is removed again and again; then none of them is kept.
   */
  append(
    folder: string,
    lines: Uint8Array,
    content: SpooledContent = { events: 1, bytes: lines.length },
  ): void {
    this.#budget?.take(lines.length);
    for (let removals = 0; removals <= MAX_REMOVALS; removals++) {
      const open = this.#files.get(folder) ?? this.#open(folder);
      try {
        writeAll(open.file, lines);
      } catch (error) {
        this.#undo(folder, open);
        throw error;
      }
      open.isSynced = false;
      // What is written to a file that is in no folder is nowhere: look after the write.
      if (!isRemoved(open)) {
        open.length += lines.length;
        open.content = {
          events: open.content.events + content.events,
          bytes: open.content.bytes + content.bytes,
        };
        return;
      }
      this.#close(folder);
    }
    throw new Error(
      `Cannot keep lines in ${this.#root}/${folder}: somebody removes the file as often as it is made; name another data directory`,
    );
  }

  /** Tells of the files of a collection that somebody removed, of each once. */
  takeRemoved(folder: string): RemovedFile[] {
    if (this.#removed.length === 0) return [];
    const isOf = ({ path }: RemovedFile) => path.startsWith(`${folder}/`);
    const taken = this.#removed.filter(isOf);
    this.#removed = this.#removed.filter((file) => !isOf(file));
    return taken;
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
      for (const open of this.#files.values()) {
        this.#look(open);
        open.file.close();
      }
      this.#files.clear();
    }
  }

  /** Closes the spool. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(folder: string): OpenFile {
    this.#closeOthers(folder);
    const directory = `${this.#root}/${folder}`;
    const path = `${folder}/${this.instanceId}.jsonl`;
    Deno.mkdirSync(directory, { recursive: true });
    const full = `${this.#root}/${path}`;
    const file = Deno.openSync(full, { append: true, create: true });
    let length = file.statSync().size;
    if (length > 0 && cutTornLine(full) > 0) length = file.statSync().size;
    file.lockSync(exclusive);
    if (this.#durability === "disk") this.#syncFolders(directory);
    const open = {
      file,
      path,
      content: { events: 0, bytes: 0 },
      length,
      isSynced: true,
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
    this.#look(open);
    try {
      if (this.#durability === "disk" && !open.isSynced) {
        open.file.syncDataSync();
      }
    } finally {
      open.file.close();
    }
  }

  /** Remembers what was in a file that somebody removed. */
  #look(open: OpenFile): void {
    if (!isRemoved(open)) return;
    const { path, content } = open;
    if (content.events > 0) this.#removed.push({ path, ...content });
    // Under the old name the store would take new lines for those that it has.
    if (path.endsWith(`/${this.#instanceId}.jsonl`)) {
      this.#instanceId = nextInstanceId(this.#instanceId);
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

/** Whether the file is in no folder any more. */
function isRemoved({ file }: OpenFile): boolean {
  return file.statSync().nlink === 0;
}

function collectionOf(folder: string): string {
  return folder.split("/", COLLECTION_DEPTH).join("/");
}
