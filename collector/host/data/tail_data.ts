import { type DataFile, type DataFilter, listDataFiles } from "./data_files.ts";
import { bytesOf, type DataStore } from "./data_store.ts";
import { lastLines } from "./list_data.ts";

/** What to tail. */
export interface TailOptions extends DataFilter {
  /** How many of the last lines of each collection come first (default 10). */
  readonly lines?: number;
  /** Whether to wait for more (default no). */
  readonly isFollowing?: boolean;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** How often to look for more, in milliseconds (default 250; 2000 of a container). */
  readonly pollMs?: number;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
}

/** One line, and where it is from. */
export interface TailedLine {
  /** The file it is in. */
  readonly file: DataFile;
  /** The line, without its end. */
  readonly line: string;
}

const HOUR_MS = 3_600_000;
/** So much of a file is read in one look for more. */
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * The last lines of each collection, then, if asked, all that follow.
 *
 * @param store Where the data is.
 * @param options What to tail, and until when.
 * @returns The lines, as they come.
 */
export async function* tailData(
  store: DataStore,
  options: TailOptions = {},
): AsyncGenerator<TailedLine> {
  const { lines = 10, isFollowing = false, signal } = options;
  const { pollMs = store.isGrowing ? 2000 : 250, now = Date.now } = options;
  const files = await listDataFiles(store, options);
  yield* lastOfEach(store, files, lines);
  if (!isFollowing) return;
  const offsets = new Map<string, number>();
  for (const { path, bytes } of files) offsets.set(path, bytes);
  while (!signal?.aborted) {
    const fromMs = now() - HOUR_MS;
    for (const file of await listDataFiles(store, { ...options, fromMs })) {
      const offset = offsets.get(file.path) ?? 0;
      if (file.bytes <= offset) continue;
      offsets.set(file.path, yield* linesAfter(store, file, offset));
    }
    await pause(pollMs, signal);
  }
}

async function* lastOfEach(
  store: DataStore,
  files: readonly DataFile[],
  count: number,
): AsyncGenerator<TailedLine> {
  const collections = Map.groupBy(
    files,
    ({ endpoint, deployment, collection }) =>
      `${endpoint}/${deployment}/${collection}`,
  );
  for (const group of collections.values()) {
    const newest = [...group].sort((one, other) => one.startMs - other.startMs);
    let found: TailedLine[] = [];
    for (const file of newest.reverse()) {
      if (found.length >= count) break;
      const lines = await lastLines(store, file, count - found.length);
      found = [...lines.map((line) => ({ file, line })), ...found];
    }
    yield* found;
  }
}

/** Gives the whole lines after an offset, and returns where the next begins. */
async function* linesAfter(
  store: DataStore,
  file: DataFile,
  offset: number,
): AsyncGenerator<TailedLine, number> {
  let bytes = new Uint8Array();
  let end = 0;
  // The rest is for the next look, unless a line is longer than that.
  for (let size = PIECE_BYTES; end === 0; size *= 4) {
    const to = Math.min(file.bytes, offset + size);
    bytes = await bytesOf(store, file.path, { from: offset, to });
    end = bytes.lastIndexOf(0x0a) + 1;
    if (to === file.bytes) break;
  }
  if (end === 0) return offset;
  const text = new TextDecoder().decode(bytes.subarray(0, end - 1));
  for (const line of text.split("\n")) yield { file, line };
  return offset + end;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}
