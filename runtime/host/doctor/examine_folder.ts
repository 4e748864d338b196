import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../../../ground/reason_of.ts";
import { isFolder } from "../../../mlflow/host/stat_or_nothing.ts";
import type { Finding } from "./finding.ts";

/** Below this a host that collects is soon without room. */
const LITTLE_BYTES = 1e9;

/** A folder that a host writes to. */
export interface WrittenFolder {
  /** What it is, as `data folder`. */
  readonly what: string;
  /** Its path, absolute. */
  readonly path: string;
  /** The flag that names another. */
  readonly flag: string;
}

/**
 * Tries whether a folder can be written, and says how much room there is. It is
 * left as it was found.
 *
 * @param folder The folder; made if it is not there, and removed again.
 * @returns What was found.
 */
export async function examineFolder(folder: WrittenFolder): Promise<Finding> {
  const { what, path, flag } = folder;
  try {
    const isOld = await isFolder(path);
    await Deno.mkdir(path, { recursive: true });
    const probe = join(path, `.samla-${crypto.randomUUID()}`);
    await Deno.writeTextFile(probe, "");
    await Deno.remove(probe);
    const { bavail, bsize } = await statfs(path);
    if (!isOld) await Deno.remove(path);
    const free = bavail * bsize;
    const seen = `${path} can be written, ${
      (free / 1e9).toFixed(1)
    } GB are free`;
    return free > LITTLE_BYTES ? { verdict: "ok", what, seen } : {
      verdict: "note",
      what,
      seen,
      advice:
        `make room, or name a folder of another disk with ${flag}; max_disk_bytes bounds what is kept`,
    };
  } catch (error) {
    return {
      verdict: "wrong",
      what,
      seen: `${path} cannot be written: ${reasonOf(error)}`,
      advice: `let this user write it, or name another folder with ${flag}`,
    };
  }
}
