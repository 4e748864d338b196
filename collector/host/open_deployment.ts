import type { CollectorConfig } from "../config.ts";
import { Deployment } from "../deployment.ts";
import type { CollectionProblem } from "../problem_reports.ts";
import { DataAssets } from "./data_asset.ts";
import { DiskSpool } from "./disk_spool.ts";

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
  /** Hears, at most once a minute, what went wrong while scoring went on. */
  readonly log?: (problem: CollectionProblem) => void;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * Opens the collecting of a deployment on the local disk.
 *
 * @param options What to open.
 * @returns The deployment; close it to write out and close its files.
 * @throws {Error} If the data directory cannot be written to, and something is collected.
 */
export function openDeployment(options: OpenDeploymentOptions): Deployment {
  const { endpoint, deployment, dataDir, config, log, now } = options;
  const root = `${dataDir}/modelDataCollector`;
  if (config.collections.some(({ enabled }) => enabled)) checkWritable(root);
  const assets = new DataAssets({ endpoint, deployment, dataDir });
  const spool = new DiskSpool(root, { durability: config.durability });
  return new Deployment({
    endpoint,
    deployment,
    config,
    spool: assets.closingWith(spool),
    onSpooled: (collection) => assets.touch(collection),
    ...(log === undefined ? {} : { onProblem: log }),
    ...(now === undefined ? {} : { now }),
  });
}

function checkWritable(root: string): void {
  try {
    Deno.mkdirSync(root, { recursive: true });
    Deno.removeSync(Deno.makeTempFileSync({ dir: root, prefix: ".writable-" }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot write collected data to ${root}: ${reason}; name another data directory, or switch collection off`,
      { cause },
    );
  }
}
