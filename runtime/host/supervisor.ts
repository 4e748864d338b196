import type { RemovedFile } from "../../collector/mod.ts";

/** Who looks after a host that is one of several on a port. */
export interface Supervisor {
  /** Names the host's files of collected data. */
  readonly instanceId: string;
  /** Whether it is the first one, which listens before its model is loaded. */
  readonly isFirst: boolean;
  /** Hears of a file that somebody removed while it was written to. */
  removed(file: RemovedFile): void;
  /** The metrics of all the hosts. */
  metricsOfAll(): Promise<string>;
}
