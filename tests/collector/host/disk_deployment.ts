import { parseCollectorConfig } from "../../../collector/config.ts";
import { Deployment } from "../../../collector/deployment.ts";
import { DiskBudget } from "../../../collector/host/disk_budget.ts";
import { DiskSpool } from "../../../collector/host/disk_spool.ts";
import type { CollectionProblem } from "../../../collector/problem_reports.ts";
import type { RemovedFile } from "../../../collector/spool.ts";
import { DataFrame } from "../../../frame/data_frame.ts";

/** When the clock of a test begins. */
export const NINE: number = Date.UTC(2026, 8, 30, 9);

/** A frame of one number. */
export function frame(n: number): DataFrame {
  return DataFrame.fromColumns({ n: [n] });
}

/** A deployment, and what a test needs around it. */
export interface DiskDeployment {
  readonly root: string;
  readonly clock: { ms: number };
  readonly problems: CollectionProblem[];
  readonly removed: RemovedFile[];
  readonly spool: DiskSpool;
  readonly deployment: Deployment;
}

/** A deployment over a disk spool of its own, at a clock that the test moves. */
export function diskDeployment(
  settings?: Record<string, unknown>,
  maxBytes?: number,
): DiskDeployment {
  const root = Deno.makeTempDirSync();
  const clock = { ms: NINE };
  const problems: CollectionProblem[] = [];
  const removed: RemovedFile[] = [];
  const config = parseCollectorConfig({
    collections: { model_inputs: { enabled: true } },
    ...settings,
  }, "data_collector");
  const now = () => clock.ms;
  const spool = new DiskSpool(root, {
    durability: config.durability,
    ...(maxBytes === undefined
      ? {}
      : { budget: new DiskBudget(root, { maxBytes, now }) }),
  });
  const deployment = new Deployment({
    endpoint: "iris",
    deployment: "blue",
    config,
    spool,
    now,
    onProblem: (problem) => problems.push(problem),
    onRemoved: (file) => removed.push(file),
  });
  return { root, clock, problems, removed, spool, deployment };
}
