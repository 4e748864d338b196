import type { Bytes } from "../artifact_store.ts";
import { IF_REALLY_LARGE } from "../model_limits.ts";
import { ByteCursor } from "./byte_cursor.ts";
import { decompress, decompressionLimit } from "./decompress.ts";

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const HEADER_SIGNATURE = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly headerAt: number;
}

/**
 * The files of a ZIP archive, stored or deflated, not larger than 4 GiB.
 *
 * @param bytes The archive.
 * @param location Where it is, for messages.
 * @param maxBytes The most that the files may have together.
 * @returns The files by name; stored ones are parts of `bytes`, not copied.
 * @throws {ModelError} If the archive is damaged, encrypted or too large when decompressed, or a name leads out of it.
 */
export async function readZip(
  bytes: Bytes,
  location: string,
  maxBytes: number = decompressionLimit(bytes.length),
): Promise<ReadonlyMap<string, Bytes>> {
  const cursor = new ByteCursor(bytes, location);
  const entries = readDirectory(cursor);
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total > maxBytes) {
    throw cursor.error(
      `decompressed it is ${total} bytes large, more than ${maxBytes}; ${IF_REALLY_LARGE}`,
    );
  }
  const files = new Map<string, Bytes>();
  for (const entry of entries) {
    if (files.has(entry.name)) {
      throw cursor.error(`two files have the name "${entry.name}"`);
    }
    const content = contentOf(cursor, entry);
    if (entry.method === STORED) {
      files.set(entry.name, content);
      continue;
    }
    const file = `${location}, file "${entry.name}"`;
    const inflated = await decompress(content, "deflate-raw", {
      location: file,
      maxBytes: entry.bytes,
    });
    if (inflated.length !== entry.bytes) {
      throw cursor.error(
        `"${entry.name}" is ${inflated.length} bytes large, expected ${entry.bytes}`,
      );
    }
    files.set(entry.name, inflated);
  }
  return files;
}

function readDirectory(cursor: ByteCursor): Entry[] {
  seek(cursor, findEnd(cursor) + 8);
  cursor.uint16();
  const count = cursor.uint16();
  cursor.uint32();
  seek(cursor, cursor.uint32());
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) entries.push(readEntry(cursor));
  return entries;
}

function findEnd(cursor: ByteCursor): number {
  const { bytes } = cursor;
  const last = bytes.length - END_BYTES;
  // A comment of at most 65,535 bytes may follow.
  for (let at = last; at >= 0 && at >= last - 65_535; at--) {
    if (bytes[at] !== 0x50) continue;
    cursor.position = at;
    if (cursor.uint32() === END_SIGNATURE) return at;
  }
  throw cursor.error("found no end of a ZIP archive");
}

function readEntry(cursor: ByteCursor): Entry {
  if (cursor.uint32() !== ENTRY_SIGNATURE) {
    throw cursor.error("expected an entry of a ZIP archive");
  }
  cursor.take(4);
  const flags = cursor.uint16();
  const method = cursor.uint16();
  cursor.take(8);
  const compressedBytes = cursor.uint32();
  const bytes = cursor.uint32();
  const nameBytes = cursor.uint16();
  const extraBytes = cursor.uint16();
  const commentBytes = cursor.uint16();
  cursor.take(8);
  const headerAt = cursor.uint32();
  const name = cursor.text(nameBytes);
  cursor.take(extraBytes + commentBytes);
  if (
    name.startsWith("/") || /[\\:\0]/.test(name) ||
    name.split("/").includes("..")
  ) {
    throw cursor.error(
      `the name ${JSON.stringify(name)} leads out of the archive`,
    );
  }
  if ((flags & 1) !== 0) throw cursor.error(`"${name}" is encrypted`);
  if (method !== STORED && method !== DEFLATED) {
    throw cursor.error(
      `"${name}" is compressed by method ${method}: only stored and deflated files are read`,
    );
  }
  if (method === STORED && bytes !== compressedBytes) {
    throw cursor.error(
      `"${name}" is stored, but has two sizes: ${compressedBytes} and ${bytes}`,
    );
  }
  return { name, method, compressedBytes, bytes, headerAt };
}

function contentOf(cursor: ByteCursor, entry: Entry): Bytes {
  seek(cursor, entry.headerAt);
  if (cursor.uint32() !== HEADER_SIGNATURE) {
    throw cursor.error(`expected the file "${entry.name}" of a ZIP archive`);
  }
  cursor.take(22);
  const nameBytes = cursor.uint16();
  const extraBytes = cursor.uint16();
  cursor.take(nameBytes + extraBytes);
  return cursor.take(entry.compressedBytes);
}

function seek(cursor: ByteCursor, position: number): void {
  if (position > cursor.bytes.length) {
    throw cursor.error(`it refers to byte ${position}, beyond its end`);
  }
  cursor.position = position;
}
