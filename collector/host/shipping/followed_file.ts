import type { AppendStore, Rejected, Retry } from "../../append_store.ts";
import { AppendStep } from "./append_step.ts";
import { countLines, endOfLines, namedPayloads } from "./named_payloads.ts";
import type { SpoolFile } from "./spool_files.ts";

/** A file that is followed, and where it goes. */
export interface FollowedFileOptions {
  /** The deployment's folder. */
  readonly root: string;
  /** Where it goes. */
  readonly store: AppendStore;
  /** The folder of the collection in the store. */
  readonly folder: string;
  /** Whether lines that are in the store already, by a process before this one, are counted. */
  readonly countsEarlier: boolean;
  /** How many bytes of this name were shipped and removed here before. */
  readonly removedBytes: number;
  /** Hears of lines that are in the store now, or of the bytes of a file that lines name. */
  readonly onShipped: (events: number, bytes: number) => void;
}

/** What came of one attempt to ship. */
export type ShipResult =
  | { readonly status: "shipped" | "nothing" | "moved" }
  | Retry
  | Rejected;

/** Positions of the bytes of one file in the store, which may be in several parts. */
interface Position {
  /** The part that is appended to: `<instance_id>.jsonl`, then `<instance_id>-1.jsonl`. */
  readonly part: number;
  /** The bytes in the parts before it. */
  readonly before: number;
  /** The bytes in it. */
  readonly length: number;
  /** The appends it was made by. */
  readonly blocks: number;
}

const STEP_BYTES = 1024 * 1024;
const PAYLOAD_NAME = /\/([0-9a-f-]{36}(?:\.jsonl)?)$/;

/**
 * One file of lines on its way to a store. How far it came is what the store
 * says, and is asked for again whenever an outcome was not plain.
 */
export class FollowedFile {
  /** The file. */
  readonly file: SpoolFile;
  readonly #options: FollowedFileOptions;
  readonly #step = new AppendStep();
  #position: Position | undefined;
  /** The first part that was not seen full. */
  #lastPart: Pick<Position, "part" | "before"> = { part: 0, before: 0 };
  #counted: number | undefined;
  /** Payloads in the store whose lines are not. */
  readonly #stored = new Set<string>();

  /**
   * Follows a file.
   *
   * @param file The file.
   * @param options Where it goes.
   */
  constructor(file: SpoolFile, options: FollowedFileOptions) {
    this.file = file;
    this.#options = options;
  }

  /** The file's path on this machine. */
  get localPath(): string {
    return `${this.#options.root}/${this.file.path}`;
  }

  /** How long the local file is; 0 if it is gone. */
  size(): number {
    try {
      return Deno.statSync(this.localPath).size;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return 0;
      throw error;
    }
  }

  /** How many bytes of the local file are in the store; `undefined` while that has to be asked for. */
  get shippedBytes(): number | undefined {
    const position = this.#position;
    return position === undefined
      ? undefined
      : position.before + position.length - this.#options.removedBytes;
  }

  /** How many bytes the next append brings, at most. */
  get stepBytes(): number {
    return this.#step.bytes;
  }

  /** Asks the store how far the file came, if that is not known. */
  async locate(): Promise<ShipResult> {
    if (this.#position !== undefined) return { status: "nothing" };
    const { store } = this.#options;
    for (;;) {
      const { part, before } = this.#lastPart;
      const result = await store.length(this.#remotePath(part));
      if (result.status !== "known") return result;
      const { length, blocks } = result;
      if (blocks < store.maxBlocks) {
        this.#position = { part, before, length, blocks };
        break;
      }
      this.#lastPart = { part: part + 1, before: before + length };
    }
    this.#countLocated();
    return { status: "nothing" };
  }

  /**
   * Ships whole lines, as many as the link takes at once.
   *
   * @param end Up to which byte of the file, at most.
   * @returns What came of it.
   */
  async ship(end: number): Promise<ShipResult> {
    const located = await this.locate();
    const position = this.#position;
    const from = this.shippedBytes;
    if (position === undefined || from === undefined) return located;
    const lines = this.#read(from, end, position);
    if (lines.length === 0) return { status: "nothing" };
    const payloads = await this.#shipPayloads(lines);
    if (payloads !== undefined) return payloads;
    const { store } = this.#options;
    const path = this.#remotePath(position.part);
    const result = await store.append(path, lines, position.length);
    if (result.status !== "appended") {
      this.#position = undefined;
      if (result.status !== "moved") this.#step.fail(lines.length);
      return result;
    }
    this.#step.succeed();
    const length = position.length + lines.length;
    const blocks = position.blocks + 1;
    this.#position = blocks < store.maxBlocks
      ? { ...position, length, blocks }
      : undefined;
    this.#stored.clear();
    this.#countShipped(lines, from);
    return { status: "shipped" };
  }

  /** Forgets how far the file came, so that the store is asked again. */
  forget(): void {
    this.#position = undefined;
  }

  /** Counts lines that were appended; those that a store had lost were counted before. */
  #countShipped(lines: Uint8Array<ArrayBuffer>, from: number): void {
    const counted = Math.max(this.#counted ?? 0, from);
    const end = from + lines.length;
    if (end <= counted) return;
    this.#counted = end;
    const fresh = lines.subarray(counted - from);
    this.#options.onShipped(countLines(fresh), fresh.length);
  }

  /** Counts what an append without an answer, or an earlier process, has shipped. */
  #countLocated(): void {
    const to = this.shippedBytes ?? 0;
    let from = this.#counted ?? (this.#options.countsEarlier ? 0 : to);
    this.#counted = Math.max(from, to);
    while (from < to) {
      const bytes = this.#bytes(from, Math.min(STEP_BYTES, to - from));
      if (bytes.length === 0) return;
      this.#options.onShipped(countLines(bytes), bytes.length);
      from += bytes.length;
    }
  }

  /** Whole lines from a position on; of a line that is too long for the link, a part. */
  #read(
    from: number,
    end: number,
    { blocks }: Position,
  ): Uint8Array<ArrayBuffer> {
    const { maxBlockBytes, maxBlocks } = this.#options.store;
    const left = end - from;
    let size = Math.min(this.#step.bytes, maxBlockBytes, left);
    // A line does not begin in one blob and end in another.
    const splits = this.#step.splitsLines &&
      blocks + AppendStep.appendsOf(maxBlockBytes) < maxBlocks;
    while (size > 0) {
      const bytes = this.#bytes(from, size);
      const length = endOfLines(bytes);
      if (length > 0) return bytes.subarray(0, length);
      if (size >= left) break;
      if (size === maxBlockBytes || splits) {
        return this.#hasNewline(from + size, end) ? bytes : new Uint8Array();
      }
      size = Math.min(size * 4, maxBlockBytes, left);
    }
    return new Uint8Array();
  }

  /** Whether a line that is longer than an append has its end. */
  #hasNewline(from: number, end: number): boolean {
    for (let at = from; at < end; at += STEP_BYTES) {
      const bytes = this.#bytes(at, Math.min(STEP_BYTES, end - at));
      if (endOfLines(bytes) > 0) return true;
    }
    return false;
  }

  #bytes(from: number, size: number): Uint8Array<ArrayBuffer> {
    using file = Deno.openSync(this.localPath);
    file.seekSync(from, Deno.SeekMode.Start);
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const count = file.readSync(bytes.subarray(length));
      if (count === null) break;
      length += count;
    }
    return bytes.subarray(0, length);
  }

  /** Files that lines name are in the store before the lines. */
  async #shipPayloads(
    lines: Uint8Array<ArrayBuffer>,
  ): Promise<Retry | Rejected | undefined> {
    for (const uri of namedPayloads(lines)) {
      const name = PAYLOAD_NAME.exec(uri)?.[1];
      if (name === undefined || this.#stored.has(name)) continue;
      const result = await this.#shipPayload(name);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  async #shipPayload(name: string): Promise<Retry | Rejected | undefined> {
    const { root, folder, store, onShipped } = this.#options;
    const { collection, period } = this.file;
    // A name with an ending is of a large payload, which lies beside the collections.
    const isLarge = name.endsWith(".jsonl");
    const local = isLarge ? period : `${collection}/${period}`;
    const bytes = readFile(`${root}/${local}/${name}`);
    if (bytes === undefined) return undefined;
    const remote = isLarge ? parentOf(folder) : folder;
    const path = [remote, period, name].filter(Boolean).join("/");
    const result = await store.put(path, bytes);
    if (result.status !== "stored") return result;
    this.#stored.add(name);
    onShipped(0, bytes.length);
    return undefined;
  }

  #remotePath(part: number): string {
    const { period, instanceId } = this.file;
    const suffix = part === 0 ? "" : `-${part}`;
    return [this.#options.folder, period, `${instanceId}${suffix}.jsonl`]
      .filter(Boolean).join("/");
  }
}

function parentOf(folder: string): string {
  return folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
}

/** A file that is not there any more was shipped before. */
function readFile(path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
