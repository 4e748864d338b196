import type { Collection } from "./collection.ts";
import type { CollectorConfig } from "./config.ts";
import type { CorrelationContext } from "./correlation.ts";
import type { CollectionProblem } from "./problem_reports.ts";
import type { RemovedFile, Spool } from "./spool.ts";

/** What a deployment's collecting is made of. */
export interface DeploymentOptions {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** What to collect, and how. */
  readonly config: CollectorConfig;
  /** Where lines go. */
  readonly spool: Spool;
  /** The `source` attribute of the events; the path of the deployment in an unnamed workspace if absent. */
  readonly source?: string;
  /** The URI that the spool's paths are relative to; the default datastore's folder if absent. */
  readonly rootUri?: string;
  /** Where files of a folder are found by others than their datastore's workspace; that folder's URI if absent. */
  readonly payloadUrl?: (folderUri: string) => string;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
  /** Hears, at most once a minute, that lines could not be written. */
  readonly onProblem?: (problem: CollectionProblem) => void;
  /** Called when a file of a collection was removed while it was written to, of each once. */
  readonly onRemoved?: (file: RemovedFile, collection: Collection) => void;
  /** Called when lines of a collection reached the spool. */
  readonly onSpooled?: (collection: Collection) => void;
  /**
   * Runs a body when the events of this turn of the event loop were handled, so
   * that their lines are written together; without it, each commit writes.
   */
  readonly nextTurn?: (body: () => void) => void;
  /** Called once, after the last line reached the spool. */
  readonly onClose?: () => void;
  /** How many unfinished lines of an earlier run were cut off, by collection. */
  readonly torn?: ReadonlyMap<string, number>;
}

/** What is known of an HTTP message beside itself. */
export interface PayloadOptions {
  /** The context of the request, if this is its response. */
  readonly correlation?: CorrelationContext | undefined;
  /** The id of the request. */
  readonly requestId?: string | undefined;
}
