import { parseEvent } from "../../reading/collected_event.ts";
import { bytesOf, type DataStore } from "./data_store.ts";
import { type DataFile, type DataFilter, listDataFiles } from "./data_files.ts";

/** What one collection holds. */
export interface CollectionSummary {
  /** The endpoint. */
  readonly endpoint: string;
  /** The deployment. */
  readonly deployment: string;
  /** The collection. */
  readonly collection: string;
  /** Its files. */
  readonly files: number;
  /** The lines in them. */
  readonly events: number;
  /** Their bytes. */
  readonly bytes: number;
  /** The time of the first event, as it was written; `undefined` if there is none. */
  readonly firstTime: string | undefined;
  /** The time of the last event. */
  readonly lastTime: string | undefined;
}

const NEWLINE = 0x0a;
const STEP_BYTES = 64 * 1024;

/**
 * What each collection under a folder of endpoints holds.
 *
 * @param store Where the data is.
 * @param options Which files; who hears how many bytes of how many were read.
 * @returns The collections, in order of their names.
 */
export async function listData(
  store: DataStore,
  options: DataFilter & {
    readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  } = {},
): Promise<CollectionSummary[]> {
  const files = await listDataFiles(store, options);
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const summaries = new Map<string, CollectionSummary>();
  let doneBytes = 0;
  for (const file of files) {
    const { endpoint, deployment, collection, bytes } = file;
    const key = `${endpoint}/${deployment}/${collection}`;
    const before = summaries.get(key);
    const { events, firstTime, lastTime } = await readSpan(store, file);
    summaries.set(key, {
      endpoint,
      deployment,
      collection,
      files: (before?.files ?? 0) + 1,
      events: (before?.events ?? 0) + events,
      bytes: (before?.bytes ?? 0) + bytes,
      firstTime: earlier(before?.firstTime, firstTime),
      lastTime: later(before?.lastTime, lastTime),
    });
    doneBytes += bytes;
    options.onProgress?.(doneBytes, totalBytes);
  }
  return [...summaries.values()];
}

/**
 * The last lines of a file.
 *
 * @param store Where the file is.
 * @param file The file, and its length.
 * @param count How many lines.
 * @returns The lines that have an end, in order, without it.
 */
export async function lastLines(
  store: DataStore,
  file: Pick<DataFile, "path" | "bytes">,
  count: number,
): Promise<string[]> {
  let bytes = new Uint8Array();
  let start = file.bytes;
  while (start > 0 && newlinesIn(bytes) <= count) {
    const from = Math.max(0, start - Math.max(STEP_BYTES, bytes.length));
    const before = await bytesOf(store, file.path, { from, to: start });
    const grown = new Uint8Array(before.length + bytes.length);
    grown.set(before);
    grown.set(bytes, before.length);
    bytes = grown;
    start = from;
  }
  const end = bytes.lastIndexOf(NEWLINE);
  if (end < 0) return [];
  const lines = new TextDecoder().decode(bytes.subarray(0, end)).split("\n");
  if (start > 0) lines.shift();
  return count === 0 ? [] : lines.slice(-count);
}

async function readSpan(
  store: DataStore,
  file: DataFile,
): Promise<
  Pick<CollectionSummary, "events" | "firstTime" | "lastTime">
> {
  let events = 0;
  let firstTime: string | undefined;
  let head = "";
  for await (
    const piece of store.read(file.path, { from: 0, to: file.bytes })
  ) {
    if (firstTime === undefined && head.length < STEP_BYTES) {
      head += new TextDecoder().decode(piece.subarray(0, STEP_BYTES));
      firstTime = firstTimeIn(head);
    }
    events += newlinesIn(piece);
  }
  const [last] = await lastLines(store, file, 1);
  return {
    events,
    firstTime,
    lastTime: last === undefined ? undefined : timeOf(last),
  };
}

/** The time stands near the start of the line, whatever the size of its data. */
function firstTimeIn(head: string): string | undefined {
  return /"time":"([^"]+)"/.exec(head)?.[1];
}

function timeOf(line: string): string | undefined {
  try {
    return parseEvent(line).time;
  } catch {
    return undefined;
  }
}

function earlier(
  one: string | undefined,
  other: string | undefined,
): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

function later(
  one: string | undefined,
  other: string | undefined,
): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  let at = bytes.indexOf(NEWLINE);
  while (at >= 0) {
    count++;
    at = bytes.indexOf(NEWLINE, at + 1);
  }
  return count;
}
