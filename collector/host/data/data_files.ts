import { LATE_MS } from "../../rolling.ts";

/** One file of lines. */
export interface DataFile {
  /** The endpoint. */
  readonly endpoint: string;
  /** The deployment. */
  readonly deployment: string;
  /** The collection. */
  readonly collection: string;
  /** Where it is on the disk. */
  readonly path: string;
  /** The writer's name, which is the file's without its extension. */
  readonly instanceId: string;
  /** When its period begins, in epoch milliseconds. */
  readonly startMs: number;
  /** When its period is over, in epoch milliseconds. */
  readonly endMs: number;
  /** Its length when it was listed. */
  readonly bytes: number;
}

/** Which files to list; what is absent does not matter. */
export interface DataFilter {
  /** The endpoint. */
  readonly endpoint?: string | undefined;
  /** The deployment. */
  readonly deployment?: string | undefined;
  /** The collection, in any case. */
  readonly collection?: string | undefined;
  /** Periods that are over before this moment, in epoch milliseconds, are left out. */
  readonly fromMs?: number | undefined;
  /** Periods that begin at this moment or later are left out. */
  readonly toMs?: number | undefined;
}

const YEAR = /^\d{4}$/;
const PART = /^\d{2}$/;
const EXTENSION = ".jsonl";

/**
 * The folder that holds the endpoints of a data directory.
 *
 * @param dataDir A data directory, or a folder of endpoints as it is in Azure.
 * @returns Its folder `modelDataCollector`, if it has one, else itself.
 */
export function dataRoot(dataDir: string): string {
  const root = `${dataDir}/modelDataCollector`;
  return isDirectory(root) ? root : dataDir;
}

/**
 * The files of lines under a folder of endpoints, by endpoint, deployment and
 * collection, then by time and writer.
 *
 * @param root The folder, as {@linkcode dataRoot} gives it.
 * @param filter Which files.
 * @returns The files.
 * @throws {Error} If the folder cannot be read.
 */
export function listDataFiles(
  root: string,
  filter: DataFilter = {},
): DataFile[] {
  const files: DataFile[] = [];
  const wanted = filter.collection?.toLowerCase();
  for (const endpoint of foldersOf(root, filter.endpoint)) {
    for (
      const deployment of foldersOf(`${root}/${endpoint}`, filter.deployment)
    ) {
      const folder = `${root}/${endpoint}/${deployment}`;
      for (const collection of foldersOf(folder)) {
        // A year is a folder of large payloads, which lines refer to.
        if (YEAR.test(collection)) continue;
        if (wanted !== undefined && collection.toLowerCase() !== wanted) {
          continue;
        }
        const found = { endpoint, deployment, collection };
        addFiles(files, {
          found,
          folder: `${folder}/${collection}`,
          filter,
          period: [],
        });
      }
    }
  }
  return files;
}

/**
 * The lines of a file, one at a time, up to a length: a line without an end is
 * given, too, unless the file has grown since.
 *
 * @param file The file, and how far to read it.
 * @param options Hears how many bytes were read.
 * @returns The lines, without their ends.
 */
export async function* readLines(
  file: Pick<DataFile, "path" | "bytes">,
  options: { readonly onBytes?: (bytes: number) => void } = {},
): AsyncGenerator<string> {
  using source = await Deno.open(file.path);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(256 * 1024);
  let rest = "";
  let left = file.bytes;
  while (left > 0) {
    const read = await source.read(
      buffer.subarray(0, Math.min(left, buffer.length)),
    );
    if (read === null) break;
    left -= read;
    options.onBytes?.(read);
    const text = decoder.decode(buffer.subarray(0, read), { stream: true });
    const lines = text.split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

interface Folder {
  readonly found: Pick<DataFile, "endpoint" | "deployment" | "collection">;
  readonly folder: string;
  readonly filter: DataFilter;
  readonly period: readonly number[];
}

function addFiles(files: DataFile[], at: Folder): void {
  const { found, folder, filter, period } = at;
  const { fromMs = -Infinity, toMs = Infinity } = filter;
  for (const { name, isDirectory, isFile } of entriesOf(folder)) {
    const path = `${folder}/${name}`;
    if (isFile && name.endsWith(EXTENSION) && period.length > 0) {
      const { startMs, endMs } = spanOf(period);
      const { size: bytes } = Deno.statSync(path);
      const instanceId = name.slice(0, -EXTENSION.length);
      files.push({ ...found, path, instanceId, startMs, endMs, bytes });
    } else if (isDirectory && (period.length === 0 ? YEAR : PART).test(name)) {
      const inner = [...period, Number(name)];
      const { startMs, endMs } = spanOf(inner);
      // An event may lie a little before its own time's folder, never after.
      if (endMs + LATE_MS <= fromMs || startMs >= toMs + LATE_MS) continue;
      addFiles(files, { found, folder: path, filter, period: inner });
    }
  }
}

function spanOf(period: readonly number[]): { startMs: number; endMs: number } {
  const next = period.with(-1, period.at(-1)! + 1);
  return { startMs: utc(period), endMs: utc(next) };
}

function utc(period: readonly number[]): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = period;
  return Date.UTC(year, month - 1, day, hour, minute);
}

function foldersOf(folder: string, name?: string): string[] {
  if (name !== undefined) return isDirectory(`${folder}/${name}`) ? [name] : [];
  return entriesOf(folder)
    .filter(({ isDirectory, name }) => isDirectory && !name.startsWith("."))
    .map(({ name }) => name);
}

function entriesOf(folder: string): Deno.DirEntry[] {
  return [...Deno.readDirSync(folder)]
    .sort((one, other) => one.name < other.name ? -1 : 1);
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
