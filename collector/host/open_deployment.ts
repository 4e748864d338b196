import { reasonOf } from "../../ground/reason_of.ts";
import { setImmediate } from "node:timers";
import type { Collection } from "../collection.ts";
import type { CollectorConfig } from "../config.ts";
import { Deployment } from "../deployment.ts";
import { checkPathSegment } from "../path_segment.ts";
import type { CollectionProblem } from "../problem_reports.ts";
import type { RemovedFile } from "../spool.ts";
import { DataAssets } from "./data_asset.ts";
import { DiskBudget } from "./disk_budget.ts";
import { DiskSpool } from "./disk_spool.ts";
import { cutTornLines } from "./torn_lines.ts";

/** What to open. */
export interface OpenDeploymentOptions {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** The folder of all collected data. */
  readonly dataDir: string;
  /** What to collect, and how. */
  readonly config: CollectorConfig;
  /** The `source` attribute of the events; the path of the deployment in an unnamed workspace if absent. */
  readonly source?: string;
  /** Where files of a folder are found by others than their datastore's workspace; that folder's URI if absent. */
  readonly payloadUrl?: (folderUri: string) => string;
  /** Names this writer's files; a new name if absent. */
  readonly instanceId?: string;
  /** Hears, at most once a minute, what went wrong while scoring went on. */
  readonly log?: (problem: CollectionProblem) => void;
  /** Hears of files that somebody removed while they were written to, of each once. */
  readonly onRemoved?: (file: RemovedFile, collection: Collection) => void;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * Opens the collecting of a deployment on the local disk. Lines that a crash
 * left unfinished are cut off, and counted as `torn`.
 *
 * @param options What to open.
 * @returns The deployment; close it to write out and close its files.
 * @throws {RangeError} If a name cannot be a folder.
 * @throws {Error} If the data directory cannot be written to, and something is collected.
 */
export function openDeployment(options: OpenDeploymentOptions): Deployment {
  const {
    endpoint,
    deployment,
    dataDir,
    config,
    source,
    log,
    now,
    payloadUrl,
    onRemoved,
  } = options;
  checkPathSegment("endpoint", endpoint);
  checkPathSegment("deployment", deployment);
  const root = `${dataDir}/modelDataCollector`;
  const enabled = config.collections.filter(({ enabled }) => enabled);
  if (enabled.length > 0) checkWritable(root);
  const assets = new DataAssets(
    { endpoint, deployment, dataDir },
    { onProblem: log },
  );
  const { maxDiskBytes } = config;
  const spool = new DiskSpool(root, {
    durability: config.durability,
    ...(options.instanceId === undefined
      ? {}
      : { instanceId: options.instanceId }),
    ...(maxDiskBytes === undefined || enabled.length === 0 ? {} : {
      budget: new DiskBudget(root, {
        maxBytes: maxDiskBytes,
        ...(now === undefined ? {} : { now }),
      }),
    }),
  });
  const torn = enabled.map(({ name }) =>
    [name, cutTornLines(`${root}/${endpoint}/${deployment}/${name}`)] as const
  );
  return new Deployment({
    endpoint,
    deployment,
    config,
    spool,
    torn: new Map(torn),
    onSpooled: (collection) => assets.touch(collection),
    onClose: () => assets[Symbol.dispose](),
    nextTurn: setImmediate,
    ...(source === undefined ? {} : { source }),
    ...(payloadUrl === undefined ? {} : { payloadUrl }),
    ...(onRemoved === undefined ? {} : { onRemoved }),
    ...(log === undefined ? {} : { onProblem: log }),
    ...(now === undefined ? {} : { now }),
  });
}

function checkWritable(root: string): void {
  try {
    Deno.mkdirSync(root, { recursive: true });
    Deno.removeSync(Deno.makeTempFileSync({ dir: root, prefix: ".writable-" }));
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new Error(
      `Cannot write collected data to ${root}: ${reason}; name another data directory, or switch collection off`,
      { cause },
    );
  }
}
