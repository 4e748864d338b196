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
  /** What a module is given that runs in processes of its own; absent if it runs in the host, or none does. */
  readonly module?: ModuleLaunch | undefined;
  /** What it may do. */
  readonly needs: Needs;
  /** The project of the script that is served; absent if none is. */
  readonly project?: ScriptProject | undefined;
  /** Whether the client of Azure is used, which reads any variable that there is. */
  readonly speaksToAzure: boolean;
}

/** What a module is given that runs in processes of its own. */
export interface ModuleLaunch {
  /** What it may do. */
  readonly needs: Needs;
  /** Folders that are the host's alone, also where they lie in one that it may read. */
  readonly denied: readonly string[];
}
