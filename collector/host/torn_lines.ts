/** What {@linkcode Spool.instanceId} names its files. */
const SPOOL_FILE = /^[0-9a-f]{32}\d{6}\.jsonl$/;
const NEWLINE = 0x0a;
const STEP_BYTES = 64 * 1024;

/**
 * Cuts off the last line of each file under a folder that a crash left
 * unfinished. Files that a running process still writes to are left alone.
 *
 * @param folder The folder of a deployment or a collection.
 * @returns How many lines were cut off.
 */
export function cutTornLines(folder: string): number {
  let torn = 0;
  for (const { name, isDirectory, isFile } of entriesOf(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) torn += cutTornLines(path);
    else if (isFile && SPOOL_FILE.test(name)) torn += cutTornLine(path);
  }
  return torn;
}

/**
 * Cuts off the last line of a file if it has no end.
 *
 * @param path The file; one that is locked by its writer is left alone.
 * @returns 1 if there was such a line, else 0.
 */
export function cutTornLine(path: string): number {
  const file = Deno.openSync(path, { read: true, write: true });
  try {
    if (!file.tryLockSync(exclusive)) return 0;
    const { size } = file.statSync();
    const end = endOfLines(file, size);
    if (end === size) return 0;
    file.truncateSync(end);
    return 1;
  } finally {
    file.close();
  }
}

/** A lock that nobody shares. */
const exclusive = true;

/** Where the last whole line ends. */
function endOfLines(file: Deno.FsFile, size: number): number {
  const bytes = new Uint8Array(STEP_BYTES);
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - (end === size ? 1 : STEP_BYTES));
    file.seekSync(start, Deno.SeekMode.Start);
    const read = file.readSync(bytes.subarray(0, end - start)) ?? 0;
    const newline = bytes.subarray(0, read).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
