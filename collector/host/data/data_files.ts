import { LATE_MS } from "../../rolling.ts";
import type { DataStore } from "./data_store.ts";

/** One file of lines. */
export interface DataFile {
  /** The endpoint. */
  readonly endpoint: string;
  /** The deployment. */
  readonly deployment: string;
  /** The collection. */
  readonly collection: string;
  /** Where it is in the store. */
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
 * The files of lines under a folder of endpoints, by endpoint, deployment and
 * collection, then by time and writer.
 *
 * @param store Where the data is.
 * @param filter Which files.
 * @returns The files.
 * @throws {Error} If the folder cannot be read.
 */
export async function listDataFiles(
  store: DataStore,
  filter: DataFilter = {},
): Promise<DataFile[]> {
  const files: DataFile[] = [];
  const wanted = filter.collection?.toLowerCase();
  const { root } = store;
  for (const endpoint of await foldersOf(store, root, filter.endpoint)) {
    const outer = joined(root, endpoint);
    for (const deployment of await foldersOf(store, outer, filter.deployment)) {
      const folder = `${outer}/${deployment}`;
      for (const collection of await foldersOf(store, folder)) {
        // A year is a folder of large payloads, which lines refer to.
        if (YEAR.test(collection)) continue;
        if (wanted !== undefined && collection.toLowerCase() !== wanted) {
          continue;
        }
        const found = { endpoint, deployment, collection };
        await addFiles(files, {
          store,
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
 * The lines of a file, one at a time, up to a length. A last line without an
 * end is given, too, unless the file is being written to.
 *
 * @param store Where the file is.
 * @param file The file, and how far to read it.
 * @param options Hears how many bytes were read.
 * @returns The lines, without their ends.
 */
export async function* readLines(
  store: DataStore,
  file: Pick<DataFile, "path" | "bytes">,
  options: { readonly onBytes?: (bytes: number) => void } = {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (
    const piece of store.read(file.path, { from: 0, to: file.bytes })
  ) {
    options.onBytes?.(piece.length);
    const text = decoder.decode(piece, { stream: true });
    const lines = text.split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "" && !store.isGrowing) yield rest;
}

interface Folder {
  readonly store: DataStore;
  readonly found: Pick<DataFile, "endpoint" | "deployment" | "collection">;
  readonly folder: string;
  readonly filter: DataFilter;
  readonly period: readonly number[];
}

async function addFiles(files: DataFile[], at: Folder): Promise<void> {
  const { store, found, folder, filter, period } = at;
  const { fromMs = -Infinity, toMs = Infinity } = filter;
  for (const { name, isFolder, bytes } of await store.entries(folder)) {
    const path = `${folder}/${name}`;
    if (!isFolder && name.endsWith(EXTENSION) && period.length > 0) {
      const { startMs, endMs } = spanOf(period);
      const instanceId = name.slice(0, -EXTENSION.length);
      files.push({ ...found, path, instanceId, startMs, endMs, bytes });
    } else if (isFolder && (period.length === 0 ? YEAR : PART).test(name)) {
      const inner = [...period, Number(name)];
      const { startMs, endMs } = spanOf(inner);
      // An event may lie a little before its own time's folder, never after.
      if (endMs + LATE_MS <= fromMs || startMs >= toMs + LATE_MS) continue;
      await addFiles(files, {
        store,
        found,
        folder: path,
        filter,
        period: inner,
      });
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

async function foldersOf(
  store: DataStore,
  folder: string,
  name?: string,
): Promise<string[]> {
  const entries = await store.entries(folder);
  return entries
    .filter((entry) =>
      entry.isFolder && !entry.name.startsWith(".") &&
      (name ?? entry.name) === entry.name
    )
    .map((entry) => entry.name);
}

/** A container itself is a folder without a name. */
function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
