import type { Bytes } from "../../../mlflow/artifact_store.ts";
import { little } from "./pickle_writer.ts";

/** A file of a ZIP archive, with what the archive says of it. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** 0 for stored (the default), 8 for deflated. */
  readonly method?: number;
  /** The size it says it has when decompressed. */
  readonly size?: number;
  /** General flags; bit 0 is encryption. */
  readonly flags?: number;
}

/** A ZIP archive that says what it is told to say, true or not. */
export function writeZip(entries: readonly ZipEntry[]): Bytes {
  const body: number[] = [];
  const directory: number[] = [];
  const encoder = new TextEncoder();
  for (const entry of entries) {
    const { bytes, method = 0, size = bytes.length, flags = 0 } = entry;
    const name = encoder.encode(entry.name);
    const offset = body.length;
    const common = [
      ...[...little(flags, 2), ...little(method, 2), ...little(0, 8)],
      ...[...little(bytes.length, 4), ...little(size, 4)],
      ...[...little(name.length, 2), ...little(0, 2)],
    ];
    body.push(...little(0x04034b50, 4), ...little(20, 2), ...common, ...name);
    for (const byte of bytes) body.push(byte);
    directory.push(...little(0x02014b50, 4), ...little(20, 2));
    directory.push(...little(20, 2), ...common, ...little(0, 10));
    directory.push(...little(offset, 4), ...name);
  }
  return Uint8Array.from([
    ...body,
    ...directory,
    ...[...little(0x06054b50, 4), ...little(0, 4)],
    ...[...little(entries.length, 2), ...little(entries.length, 2)],
    ...[...little(directory.length, 4), ...little(body.length, 4)],
    ...little(0, 2),
  ]);
}
