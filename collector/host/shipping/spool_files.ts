import { periodEndMs } from "../../period_end.ts";

/** What {@linkcode Spool.instanceId} names its files. */
const SPOOL_FILE = /^([0-9a-f]{32}\d{6})\.jsonl$/;
/** Files of large and binary payloads are named by their events. */
const PAYLOAD_FILE =
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.jsonl)?$/;
const YEAR = /^\d{4}$/;

/** A file of lines in a deployment's folder. */
export interface SpoolFile {
  /** Its path, relative to the deployment's folder: `<collection>/<period>/<instance_id>.jsonl`. */
  readonly path: string;
  /** The collection it belongs to. */
  readonly collection: string;
  /** Its period, as in `2026/09/30/09`. */
  readonly period: string;
  /** Who wrote it. */
  readonly instanceId: string;
}

/** A folder of one period. */
export interface PeriodFolder {
  /** Its path, relative to the deployment's folder: `<collection>/<period>`, or `<period>` for large payloads. */
  readonly path: string;
  /** The collection it belongs to; `undefined` for large payloads of all collections. */
  readonly collection: string | undefined;
  /** Its period. */
  readonly period: string;
  /** The files of lines in it. */
  readonly spoolFiles: readonly SpoolFile[];
  /** The names of files with one payload each. */
  readonly payloadFiles: readonly string[];
}

/**
 * Lists what a deployment has collected on the disk.
 *
 * @param root The deployment's folder.
 * @param skip Whether a folder of a period is to be left out, by its path.
 * @returns The folders that have files.
 */
export function periodFolders(
  root: string,
  skip: (path: string) => boolean,
): PeriodFolder[] {
  const found: PeriodFolder[] = [];
  const visit = (collection: string | undefined, period: string) => {
    const path = [collection, period].filter(Boolean).join("/");
    if (period !== "" && skip(path)) return;
    const spoolFiles: SpoolFile[] = [];
    const payloadFiles: string[] = [];
    for (const { name, isDirectory } of entriesOf(`${root}/${path}`)) {
      if (isDirectory) {
        const inner = period === "" ? name : `${period}/${name}`;
        if (periodEndMs(inner) !== undefined) visit(collection, inner);
        continue;
      }
      const instanceId = SPOOL_FILE.exec(name)?.[1];
      if (instanceId !== undefined && collection !== undefined) {
        const file = `${path}/${name}`;
        spoolFiles.push({ path: file, collection, period, instanceId });
      } else if (PAYLOAD_FILE.test(name)) payloadFiles.push(name);
    }
    if (spoolFiles.length + payloadFiles.length === 0) return;
    found.push({ path, collection, period, spoolFiles, payloadFiles });
  };
  for (const { name, isDirectory } of entriesOf(root)) {
    if (!isDirectory) continue;
    if (YEAR.test(name)) visit(undefined, name);
    else visit(name, "");
  }
  return found;
}

/** The entries of a folder; a folder may go while its parent is read. */
function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
