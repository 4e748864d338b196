import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pause } from "../../../ground/pause.ts";
import { isNothing } from "../../../mlflow/host/stat_or_nothing.ts";

/** What no host reads: packages, what tools keep, what was collected. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  "samla-data",
]);
/** What programs write while they run, and editors while they save. */
const PASSING = /(?:\.log|\.tmp|\.sw[a-z]|~)$/;
/** How often files are looked at; editors replace them in ways that not all systems tell of. */
const POLL_MS = 300;

/**
 * Tells each time that files of a folder have changed since this was called.
 *
 * @param folder The folder, with all below it.
 * @param signal Ends the watching.
 * @returns Once the files were looked at: one item a change, several that come at once being one.
 */
export async function watchedChanges(
  folder: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<string>> {
  return changesSince(await stampsOf(folder), folder, signal);
}

async function* changesSince(
  stamps: string,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let before = stamps;
  while (!signal.aborted) {
    try {
      await pause(POLL_MS, signal);
    } catch {
      return;
    }
    const now = await stampsOf(folder);
    if (now === before) continue;
    before = now;
    yield folder;
  }
}

/** When the files of a folder were changed last, and how large they are, as one text. */
async function stampsOf(folder: string): Promise<string> {
  const stamps: string[] = [];
  const visit = async (path: string) => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (LEFT_OUT.has(entry.name) || PASSING.test(entry.name)) continue;
      if (entry.isDirectory()) await visit(inner);
      else stamps.push(await stampOf(inner));
    }
  };
  await visit(folder);
  return stamps.sort().join("\n");
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(path);
    return `${path} ${mtimeMs} ${size}`;
  } catch (error) {
    if (isNothing(error)) return path;
    throw error;
  }
}
