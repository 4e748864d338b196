import type { RemovedFile } from "../../../collector/spool.ts";
import type { SharedArray } from "../../../mlflow/shared_weights.ts";
import type { MetricValues } from "../metrics/host_metrics.ts";
import type { ServePlan } from "../plan.ts";
import type { CollectionCounters } from "./summed_counters.ts";

/** What a worker serves, and its part of what the host may do. */
export interface WorkerStart<Flags> {
  /** What is served. */
  readonly plan: ServePlan;
  /** What the command was told. */
  readonly flags: Flags;
  /** The port; 0 takes a free one. */
  readonly port: number;
  /** Whether it listens before the model is loaded, as nobody else does yet. */
  readonly isFirst: boolean;
  /** Names its files. */
  readonly instanceId: string;
  /** The weights that workers before this one have loaded. */
  readonly weights: readonly SharedArray[];
}

/** What a worker is told. */
export type ToWorker<Flags> =
  | { readonly kind: "start"; readonly start: WorkerStart<Flags> }
  /** Asks for its metrics. */
  | { readonly kind: "measure" }
  /** The metrics of all workers, that it asked for. */
  | { readonly kind: "metrics"; readonly id: number; readonly text: string }
  /** Say that requests are to go elsewhere. */
  | { readonly kind: "drain" }
  | { readonly kind: "stop" };

/** What a worker tells. */
export type FromWorker =
  | {
    readonly kind: "serving";
    readonly port: number;
    /** What a person reads when it has started. */
    readonly message: string;
    /** The weights that it has loaded. */
    readonly weights: readonly SharedArray[];
  }
  | {
    readonly kind: "failed";
    readonly message: string;
    /** Whether somebody can mend it in the configuration. */
    readonly isConfiguration: boolean;
  }
  /** Asks for the metrics of all workers. */
  | { readonly kind: "scrape"; readonly id: number }
  | { readonly kind: "measured"; readonly metrics: MetricValues }
  | { readonly kind: "counters"; readonly counters: CollectionCounters }
  | { readonly kind: "removed"; readonly file: RemovedFile }
  | { readonly kind: "stopped" };
