import { join, resolve } from "node:path";
import type { Variables } from "./launch_context.ts";

/**
 * The folder in which Deno keeps the packages that it fetched.
 *
 * @param variables The variables of the process.
 * @param platform The system, as `process.platform` says it.
 * @returns The folder.
 */
export function packageCache(variables: Variables, platform: string): string {
  return join(denoFolder(variables, platform), "npm");
}

function denoFolder(variables: Variables, platform: string): string {
  const { DENO_DIR, HOME = "", LOCALAPPDATA = "", XDG_CACHE_HOME } = variables;
  if (DENO_DIR) return resolve(DENO_DIR);
  switch (platform) {
    case "darwin":
      return join(HOME, "Library", "Caches", "deno");
    case "win32":
      return join(LOCALAPPDATA, "deno");
    default:
      return join(XDG_CACHE_HOME || join(HOME, ".cache"), "deno");
  }
}
