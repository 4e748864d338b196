import type { ScriptProject } from "./script_project.ts";
import type { Needs } from "./needs.ts";

/** Variables of a process, by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the needs of a start are worked out from. */
export interface LaunchContext {
  /** The variables of this process, and those of `--env-file`. */
  readonly variables: Variables;
  /** Where Deno keeps the packages that it fetched. */
  readonly packageCache: string;
  /** The folder of the host's own modules, which a script imports too. */
  readonly hostFolder: string;
}

/** What one start of the host is given. */
export interface Launch {
  /** What it may do. */
  readonly needs: Needs;
  /** The project of the script that is served; absent if none is. */
  readonly project?: ScriptProject | undefined;
  /** Whether the client of Azure is used, which reads any variable that there is. */
  readonly speaksToAzure: boolean;
}
