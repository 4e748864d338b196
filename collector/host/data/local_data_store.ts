import type { DataEntry, DataStore } from "./data_store.ts";

const PIECE_BYTES = 256 * 1024;

/** Collected data in a folder of this machine. */
export class LocalDataStore implements DataStore {
  readonly root: string;
  readonly isGrowing = false;

  /**
   * Reads nothing yet.
   *
   * @param folder A data directory, or a folder of endpoints as it is in Azure.
   */
  constructor(folder: string) {
    const inner = `${folder}/modelDataCollector`;
    this.root = isDirectory(inner) ? inner : folder;
    // What is not there is told of at once: an empty list would hide a wrong name.
    if (!isDirectory(this.root)) {
      throw new Error(
        `Cannot read collected data: there is no folder ${folder}; serve with --collect first, or name another`,
      );
    }
  }

  /** What is in a folder, by name. */
  async entries(folder: string): Promise<DataEntry[]> {
    const found: DataEntry[] = [];
    try {
      for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
        if (!isDirectory && !isFile) continue;
        const bytes = isFile ? (await Deno.stat(`${folder}/${name}`)).size : 0;
        found.push({ name, isFolder: isDirectory, bytes });
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return found.sort((one, other) => one.name < other.name ? -1 : 1);
  }

  /** The bytes of a file, piece by piece. */
  async *read(
    path: string,
    span: { readonly from: number; readonly to: number },
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    using source = await Deno.open(path);
    await source.seek(span.from, Deno.SeekMode.Start);
    let left = span.to - span.from;
    const buffer = new Uint8Array(Math.min(PIECE_BYTES, left));
    while (left > 0) {
      const read = await source.read(
        buffer.subarray(0, Math.min(left, buffer.length)),
      );
      if (read === null) return;
      left -= read;
      yield buffer.subarray(0, read);
    }
  }

  /** A whole file. */
  async text(path: string): Promise<string | undefined> {
    try {
      return await Deno.readTextFile(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
