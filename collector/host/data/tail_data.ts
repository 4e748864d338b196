import { type DataFile, type DataFilter, listDataFiles } from "./data_files.ts";
import { lastLines } from "./list_data.ts";

/** What to tail. */
export interface TailOptions extends DataFilter {
  /** How many of the last lines of each collection come first (default 10). */
  readonly lines?: number;
  /** Whether to wait for more (default no). */
  readonly isFollowing?: boolean;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** How often to look for more, in milliseconds (default 250). */
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

/**
 * The last lines of each collection, then, if asked, all that follow.
 *
 * @param root The folder of endpoints, as `dataRoot` gives it.
 * @param options What to tail, and until when.
 * @returns The lines, as they come.
 */
export async function* tailData(
  root: string,
  options: TailOptions = {},
): AsyncGenerator<TailedLine> {
  const { lines = 10, isFollowing = false, signal, pollMs = 250 } = options;
  const { now = Date.now } = options;
  const files = listDataFiles(root, options);
  yield* lastOfEach(files, lines);
  if (!isFollowing) return;
  const offsets = new Map<string, number>();
  for (const { path, bytes } of files) offsets.set(path, bytes);
  while (!signal?.aborted) {
    const fromMs = now() - HOUR_MS;
    for (const file of listDataFiles(root, { ...options, fromMs })) {
      const offset = offsets.get(file.path) ?? 0;
      if (file.bytes <= offset) continue;
      offsets.set(file.path, yield* linesAfter(file, offset));
    }
    await pause(pollMs, signal);
  }
}

async function* lastOfEach(
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
      const lines = await lastLines(file, count - found.length);
      found = [...lines.map((line) => ({ file, line })), ...found];
    }
    yield* found;
  }
}

/** Gives the whole lines after an offset, and returns where the next begins. */
async function* linesAfter(
  file: DataFile,
  offset: number,
): AsyncGenerator<TailedLine, number> {
  const bytes = new Uint8Array(file.bytes - offset);
  using source = await Deno.open(file.path);
  await source.seek(offset, Deno.SeekMode.Start);
  const read = await source.read(bytes) ?? 0;
  const end = bytes.subarray(0, read).lastIndexOf(0x0a) + 1;
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
