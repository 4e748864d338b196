import type {
  AppendResult,
  AppendStore,
  KnownLength,
  PutResult,
} from "../../collector/append_store.ts";

interface StoredFile {
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
  blocks: number;
}

/** A store in memory, for tests and for trying out. */
export class MemoryAppendStore implements AppendStore {
  readonly maxBlockBytes: number;
  readonly maxBlocks: number;
  readonly #files = new Map<string, StoredFile>();

  /**
   * Makes an empty store.
   *
   * @param limits The most bytes of an append (default 4 MiB), and the most appends of a file (default 50,000).
   */
  constructor(
    limits: {
      readonly maxBlockBytes?: number;
      readonly maxBlocks?: number;
    } = {},
  ) {
    this.maxBlockBytes = limits.maxBlockBytes ?? 4 * 1024 * 1024;
    this.maxBlocks = limits.maxBlocks ?? 50_000;
  }

  /** The paths of all files, in order of their making. */
  get paths(): string[] {
    return [...this.#files.keys()];
  }

  /**
   * What a file holds.
   *
   * @param path The file.
   * @returns A copy of its bytes; none if there is no such file.
   */
  bytes(path: string): Uint8Array<ArrayBuffer> {
    const file = this.#files.get(path);
    return file?.bytes.slice(0, file.length) ?? new Uint8Array();
  }

  /** How long a file is. */
  length(path: string): Promise<KnownLength> {
    const { length = 0, blocks = 0 } = this.#files.get(path) ?? {};
    return Promise.resolve({ status: "known", length, blocks });
  }

  /** Appends, if the file ends where the caller says and has a block left. */
  append(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    at: number,
  ): Promise<AppendResult> {
    if (bytes.length > this.maxBlockBytes) {
      const reason =
        `${bytes.length} bytes are above the limit of ${this.maxBlockBytes}`;
      return Promise.resolve({ status: "rejected", reason });
    }
    const file = this.#files.get(path) ??
      { bytes: new Uint8Array(1024), length: 0, blocks: 0 };
    if (file.length !== at || file.blocks >= this.maxBlocks) {
      return Promise.resolve({ status: "moved" });
    }
    const end = at + bytes.length;
    if (end > file.bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * file.bytes.length));
      grown.set(file.bytes);
      file.bytes = grown;
    }
    file.bytes.set(bytes, at);
    file.length = end;
    file.blocks++;
    this.#files.set(path, file);
    return Promise.resolve({ status: "appended" });
  }

  /** Stores a file, unless there is one. */
  put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<PutResult> {
    if (!this.#files.has(path)) {
      const { length } = bytes;
      this.#files.set(path, { bytes: bytes.slice(), length, blocks: 0 });
    }
    return Promise.resolve({ status: "stored" });
  }
}
