import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isNothing } from "../../../mlflow/host/stat_or_nothing.ts";
import { ALL, type Needs } from "./needs.ts";

/**
 * Grants paths by what they are beneath their links too: Deno asks for the
 * place that a link leads to.
 *
 * @param needs What was granted.
 */
export async function addRealPaths(needs: Needs): Promise<void> {
  for (const kind of ["read", "write"] as const) {
    for (const path of needs.granted(kind)) {
      if (path !== ALL) needs.add(kind, await realPath(path));
    }
  }
}

/** The path without links; of one that is not there yet, as far as it is there. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    // One that cannot be looked at is refused when it is opened, by its name.
    if (!isNothing(error) || parent === path) return path;
    return join(await realPath(parent), basename(path));
  }
}
