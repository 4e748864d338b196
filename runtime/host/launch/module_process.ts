import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROCESS_VARIABLES } from "../command/process_variables.ts";
import { addRealPaths } from "./add_real_paths.ts";
import type { ModuleLaunch } from "./launch_context.ts";
import type { Needs } from "./needs.ts";

/** What the processes of a module have in common with their host. */
export interface ModuleProcessOptions {
  /** Arguments of Deno that say what imports mean. */
  readonly surroundings: readonly string[];
  /** The variables that the command line grants. */
  readonly names: readonly string[];
  /** Deno. */
  readonly executable: string;
}

/**
 * Says how a host starts the processes of its module, and grants the host that.
 *
 * @param host What the host may do.
 * @param module What the module is given.
 * @param options What else is known.
 * @returns What the host is told, as JSON.
 */
export async function moduleProcess(
  host: Needs,
  module: ModuleLaunch,
  options: ModuleProcessOptions,
): Promise<string> {
  const { surroundings, names, executable } = options;
  const { needs, denied } = module;
  const socket = join(tmpdir(), `samla-${randomUUID()}.sock`);
  for (const each of [host, needs]) {
    each.add("net", `unix:${socket}`).add("read", socket).add("write", socket);
  }
  host.add("run", executable).add("env", ...PROCESS_VARIABLES);
  await addRealPaths(needs);
  return JSON.stringify({
    executable,
    socket,
    variables: [...PROCESS_VARIABLES, ...names],
    args: [
      ...surroundings,
      ...needs.flags(),
      ...denied.flatMap((path) => [
        `--deny-read=${path}`,
        `--deny-write=${path}`,
      ]),
    ],
  });
}
