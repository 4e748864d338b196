import * as v from "valibot";
import type { Collection } from "../collection.ts";
import { collectionUri } from "../collection_uri.ts";
import type { Counters } from "../counters.ts";
import type { CollectionProblem } from "../problem_reports.ts";

/** The record of a data asset: what was collected, and where. */
export interface DataAssetRecord {
  /** `<endpoint>-<deployment>-<collection>`, or what the configuration says. */
  readonly name: string;
  /** The version, `1` unless the configuration says otherwise. */
  readonly version: string;
  /** Always a folder. */
  readonly type: "uri_folder";
  /** The folder, as a datastore URI. */
  readonly path: string;
  /** When it was created, in UTC. */
  readonly created: string;
  /** The lines that were written. */
  readonly events: number;
  /** The rows in them. */
  readonly rows: number;
  /** Their bytes, and those of the files they refer to. */
  readonly bytes: number;
  /** The time of the last event, in UTC; `null` before the first. */
  readonly lastEventTime: string | null;
}

const AssetRecord: v.GenericSchema<unknown, DataAssetRecord> = v.object({
  name: v.string(),
  version: v.string(),
  type: v.literal("uri_folder"),
  path: v.string(),
  created: v.string(),
  events: v.number(),
  rows: v.number(),
  bytes: v.number(),
  lastEventTime: v.nullable(v.string()),
});

const UPDATE_INTERVAL_MS = 1000;

/** A lock that nobody shares. */
const exclusive = true;

/** Whose assets, and where. */
export interface DataAssetsOptions {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** The folder of all collected data. */
  readonly dataDir: string;
}

/**
 * Keeps the data assets of a deployment: one record a collection, written on
 * its first line and then at most once per second. Several processes may keep
 * the same record: each adds what it wrote itself.
 */
export class DataAssets {
  readonly #options: DataAssetsOptions;
  readonly #onProblem: ((problem: CollectionProblem) => void) | undefined;
  readonly #written = new Map<Collection, Counters>();
  readonly #changed = new Set<Collection>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Makes the assets; nothing is written before the first line.
   *
   * @param options Whose assets, and where.
   * @param listeners Who hears of records that cannot be written; they are tried again.
   */
  constructor(
    options: DataAssetsOptions,
    listeners: {
      readonly onProblem?: ((problem: CollectionProblem) => void) | undefined;
    } = {},
  ) {
    this.#options = options;
    this.#onProblem = listeners.onProblem;
  }

  /**
   * Says that a collection has lines in files that its record does not know.
   *
   * @param collection The collection.
   */
  touch(collection: Collection): void {
    this.#changed.add(collection);
    if (this.#timer !== undefined) return;
    if (!this.#written.has(collection)) this.#write(collection);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#update();
    }, UPDATE_INTERVAL_MS);
    Deno.unrefTimer(this.#timer);
  }

  /** Writes all records that have changed, and stops. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#update();
  }

  #update(): void {
    for (const collection of this.#changed) this.#write(collection);
  }

  #write(collection: Collection): void {
    const counters = collection.counters;
    try {
      this.#add(collection, counters);
      this.#changed.delete(collection);
      this.#written.set(collection, counters);
    } catch (cause) {
      const error = new Error(
        `Cannot write the data asset of ${collection.name}`,
        { cause },
      );
      const { name, counters: { dropped } } = collection;
      this.#onProblem?.({ collection: name, error, dropped });
    }
  }

  #add(collection: Collection, counters: Counters): void {
    const { endpoint, deployment, dataDir } = this.#options;
    const { data, name: collectionName } = collection.config;
    const name = data.name ?? `${endpoint}-${deployment}-${collectionName}`;
    const folder = `${dataDir}/assets/${name}`;
    const path = `${folder}/${data.version}.json`;
    const known = this.#written.get(collection);
    const last = counters.lastEventSeconds;
    Deno.mkdirSync(folder, { recursive: true });
    using lock = Deno.openSync(`${folder}/.lock`, {
      write: true,
      create: true,
    });
    lock.lockSync(exclusive);
    const before = readRecord(path);
    const record: DataAssetRecord = {
      name,
      version: data.version,
      type: "uri_folder",
      path: collectionUri(collection.config, {
        folder: `${endpoint}/${deployment}`,
      }),
      created: before?.created ?? new Date().toISOString(),
      events: (before?.events ?? 0) + counters.events - (known?.events ?? 0),
      rows: (before?.rows ?? 0) + counters.rows - (known?.rows ?? 0),
      bytes: (before?.bytes ?? 0) + counters.bytes - (known?.bytes ?? 0),
      lastEventTime: last === undefined
        ? before?.lastEventTime ?? null
        : new Date(last * 1000).toISOString(),
    };
    Deno.writeTextFileSync(`${path}.new`, JSON.stringify(record, null, 2));
    Deno.renameSync(`${path}.new`, path);
  }
}

function readRecord(path: string): DataAssetRecord | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  return v.parse(AssetRecord, JSON.parse(text));
}
