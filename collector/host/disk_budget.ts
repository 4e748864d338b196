/** How often the folder is measured again, at most, while it is full or nearly so. */
const MEASURE_INTERVAL_MS = 1000;

/**
 * Refuses what would take a folder over a number of bytes. It measures the
 * folder when it is made and again when its own estimate nears the limit, so
 * that it sees what other processes write and what is shipped or removed.
 */
export class DiskBudget {
  readonly #root: string;
  readonly #maxBytes: number;
  readonly #now: () => number;
  #measuredBytes: number;
  #measuredMs: number;
  #takenBytes = 0;

  /**
   * Measures the folder.
   *
   * @param root The folder.
   * @param options The most bytes of files in it, and the clock in epoch milliseconds.
   */
  constructor(
    root: string,
    options: { readonly maxBytes: number; readonly now?: () => number },
  ) {
    this.#root = root;
    this.#maxBytes = options.maxBytes;
    this.#now = options.now ?? Date.now;
    this.#measuredBytes = bytesUnder(root);
    this.#measuredMs = this.#now();
  }

  /**
   * Takes bytes that are about to be written.
   *
   * @param bytes How many.
   * @throws {RangeError} If they are not left.
   */
  take(bytes: number): void {
    const halfLeft = (this.#maxBytes - this.#measuredBytes) / 2;
    const nowMs = this.#now();
    if (
      this.#takenBytes + bytes > halfLeft &&
      nowMs - this.#measuredMs >= MEASURE_INTERVAL_MS
    ) {
      this.#measuredBytes = bytesUnder(this.#root);
      this.#measuredMs = nowMs;
      this.#takenBytes = 0;
    }
    const used = this.#measuredBytes + this.#takenBytes;
    if (used + bytes > this.#maxBytes) {
      throw new RangeError(
        `Cannot write ${bytes} bytes more to ${this.#root}: ${used} of max_disk_bytes ${this.#maxBytes} are in use; remove collected files or raise the limit`,
      );
    }
    this.#takenBytes += bytes;
  }
}

function bytesUnder(folder: string): number {
  let bytes = 0;
  let entries: Iterable<Deno.DirEntry>;
  try {
    entries = [...Deno.readDirSync(folder)];
  } catch {
    return 0;
  }
  for (const { name, isDirectory } of entries) {
    const path = `${folder}/${name}`;
    bytes += isDirectory ? bytesUnder(path) : sizeOf(path);
  }
  return bytes;
}

/** A file may be shipped and removed while its folder is read. */
function sizeOf(path: string): number {
  try {
    return Deno.lstatSync(path).size;
  } catch {
    return 0;
  }
}
