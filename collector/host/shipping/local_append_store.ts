import { reasonOf } from "../../../ground/reason_of.ts";
import type {
  AppendResult,
  AppendStore,
  LengthResult,
  PutResult,
  Retry,
} from "../../append_store.ts";

/** A lock that nobody shares. */
const exclusive = true;

/** A store in a folder, such as a mounted share. It counts no blocks. */
export class LocalAppendStore implements AppendStore {
  readonly maxBlockBytes: number = 64 * 1024 * 1024;
  readonly maxBlocks: number = Infinity;
  readonly #root: string;

  /**
   * Makes a store of a folder, which is made when it is needed.
   *
   * @param root The folder.
   */
  constructor(root: string) {
    this.#root = root;
  }

  /** How long a file is. */
  async length(path: string): Promise<LengthResult> {
    try {
      const { size } = await Deno.stat(`${this.#root}/${path}`);
      return { status: "known", length: size, blocks: 0 };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) {
        return { status: "known", length: 0, blocks: 0 };
      }
      return retry(error);
    }
  }

  /** Appends under a lock of the file; what the disk does not take as a whole is taken back. */
  async append(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    at: number,
  ): Promise<AppendResult> {
    const full = `${this.#root}/${path}`;
    try {
      await Deno.mkdir(folderOf(full), { recursive: true });
      using file = await Deno.open(full, { append: true, create: true });
      await file.lock(exclusive);
      if ((await file.stat()).size !== at) return { status: "moved" };
      try {
        await writeAll(file, bytes);
      } catch (error) {
        await file.truncate(at);
        throw error;
      }
      return { status: "appended" };
    } catch (error) {
      return retry(error);
    }
  }

  /** Stores a file under another name first, so that it is there as a whole or not at all. */
  async put(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<PutResult> {
    const full = `${this.#root}/${path}`;
    const partial = `${full}.${crypto.randomUUID()}.part`;
    try {
      await Deno.mkdir(folderOf(full), { recursive: true });
      await Deno.writeFile(partial, bytes, { createNew: true });
      try {
        await Deno.link(partial, full);
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      } finally {
        await Deno.remove(partial);
      }
      return { status: "stored" };
    } catch (error) {
      return retry(error);
    }
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  let at = await file.write(bytes);
  while (at < bytes.length) at += await file.write(bytes.subarray(at));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function retry(error: unknown): Retry {
  const reason = reasonOf(error);
  return { status: "retry", reason };
}
