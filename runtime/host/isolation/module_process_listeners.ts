import type { Logger } from "../../logger.ts";
import type { ModuleJob } from "./module_job.ts";

/** Who hears of a process. */
export interface ModuleProcessListeners {
  /** Where the module's lines go. */
  readonly log: Logger;
  /** It can take another request. */
  readonly hasRoom: () => void;
  /** A request was not run there, and has to be run elsewhere. */
  readonly returned: (job: ModuleJob) => void;
  /** The module failed beside its requests. */
  readonly uncaught: () => void;
  /** The process is gone. */
  readonly gone: (reason: string) => void;
}
