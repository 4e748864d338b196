import type { RemovedFile } from "../../spool.ts";
import type { ShippingCounters } from "../../shipping_counters.ts";
import type { ShippingSettings } from "./destination.ts";

/** A collection that is shipped. */
export interface ShippedCollection {
  /** Its name. */
  readonly name: string;
  /** Its folder, as a datastore URI. */
  readonly uri: string;
  /** The name of its data asset. */
  readonly assetName: string;
  /** The version of its data asset. */
  readonly assetVersion: string;
}

/** Everything that a thread needs to ship a deployment's files. */
export interface ShippingPlan {
  /** The folder of all collected data. */
  readonly dataDir: string;
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** Where datastores are. */
  readonly settings: ShippingSettings;
  /** What is collected. */
  readonly collections: readonly ShippedCollection[];
  /** Whether files stay on the disk after they were shipped. */
  readonly keepLocal: boolean;
  /** The name of the files of this host. */
  readonly instanceId: string;
}

/** What a shipping thread is told. */
export type ToShipper =
  | { readonly kind: "start"; readonly plan: ShippingPlan }
  | { readonly kind: "removed"; readonly file: RemovedFile }
  | { readonly kind: "stop"; readonly deadlineMs: number };

/** What a shipping thread tells. */
export type FromShipper =
  | { readonly kind: "ready" | "stopped" }
  | { readonly kind: "failed" | "problem"; readonly message: string }
  | {
    readonly kind: "counters";
    readonly counters: Readonly<Record<string, ShippingCounters>>;
  };
