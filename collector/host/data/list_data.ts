import { parseEvent } from "../../reading/collected_event.ts";
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
 * @param root The folder, as `dataRoot` gives it.
 * @param options Which files; who hears how many bytes of how many were read.
 * @returns The collections, in order of their names.
 */
export async function listData(
  root: string,
  options: DataFilter & {
    readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  } = {},
): Promise<CollectionSummary[]> {
  const files = listDataFiles(root, options);
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const summaries = new Map<string, CollectionSummary>();
  let doneBytes = 0;
  for (const file of files) {
    const { endpoint, deployment, collection, bytes } = file;
    const key = `${endpoint}/${deployment}/${collection}`;
    const before = summaries.get(key);
    const { events, firstTime, lastTime } = await readSpan(file);
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
 * @param file The file, and its length.
 * @param count How many lines.
 * @returns The lines that have an end, in order, without it.
 */
export async function lastLines(
  file: Pick<DataFile, "path" | "bytes">,
  count: number,
): Promise<string[]> {
  using source = await Deno.open(file.path);
  let bytes = new Uint8Array();
  let start = file.bytes;
  while (start > 0 && newlinesIn(bytes) <= count) {
    const from = Math.max(0, start - STEP_BYTES);
    const grown = new Uint8Array(start - from + bytes.length);
    await source.seek(from, Deno.SeekMode.Start);
    await readFully(source, grown.subarray(0, start - from));
    grown.set(bytes, start - from);
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
  file: DataFile,
): Promise<
  Pick<CollectionSummary, "events" | "firstTime" | "lastTime">
> {
  using source = await Deno.open(file.path);
  const buffer = new Uint8Array(256 * 1024);
  let events = 0;
  let read = await source.read(buffer);
  while (read !== null) {
    events += newlinesIn(buffer.subarray(0, read));
    read = await source.read(buffer);
  }
  const [last] = await lastLines(file, 1);
  return {
    events,
    firstTime: await firstTimeOf(source),
    lastTime: last === undefined ? undefined : timeOf(last),
  };
}

/** The time stands near the start of the line, whatever the size of its data. */
async function firstTimeOf(source: Deno.FsFile): Promise<string | undefined> {
  const head = new Uint8Array(STEP_BYTES);
  await source.seek(0, Deno.SeekMode.Start);
  const read = await source.read(head) ?? 0;
  const text = new TextDecoder().decode(head.subarray(0, read));
  const match = /"time":"([^"]+)"/.exec(text);
  return match?.[1];
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

async function readFully(
  source: Deno.FsFile,
  target: Uint8Array<ArrayBuffer>,
): Promise<void> {
  let at = 0;
  while (at < target.length) {
    const read = await source.read(target.subarray(at));
    if (read === null) return;
    at += read;
  }
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
