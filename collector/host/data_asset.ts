import type { Collection } from "../collection.ts";
import type { Counters } from "../counters.ts";
import { DEFAULT_ROOT_URI } from "../deployment.ts";
import type { Spool } from "../spool.ts";

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

const UPDATE_INTERVAL_MS = 1000;

/** Keeps the data assets of a deployment: one record a collection, written on its first line and then at most once a second. */
export class DataAssets {
  readonly #options: {
    readonly endpoint: string;
    readonly deployment: string;
    readonly dataDir: string;
  };
  readonly #written = new Map<Collection, Counters>();
  readonly #changed = new Set<Collection>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Makes the assets; nothing is written before the first line.
   *
   * @param options The deployment, and the folder of all collected data.
   */
  constructor(
    options: {
      readonly endpoint: string;
      readonly deployment: string;
      readonly dataDir: string;
    },
  ) {
    this.#options = options;
  }

  /**
   * Says that a collection has lines in files that its record does not know.
   *
   * @param collection The collection.
   */
  touch(collection: Collection): void {
    this.#changed.add(collection);
    if (this.#timer !== undefined) return;
    if (!this.#written.has(collection)) this.#update();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#update();
    }, UPDATE_INTERVAL_MS);
    Deno.unrefTimer(this.#timer);
  }

  /**
   * A spool that also writes the records out when it is closed.
   *
   * @param spool The spool.
   * @returns The same spool, as far as lines go.
   */
  closingWith(spool: Spool): Spool {
    return {
      instanceId: spool.instanceId,
      append: (folder, lines) => spool.append(folder, lines),
      put: (path, bytes) => spool.put(path, bytes),
      commit: () => spool.commit(),
      close: async () => {
        clearTimeout(this.#timer);
        this.#update();
        await spool.close();
      },
    };
  }

  #update(): void {
    for (const collection of this.#changed) this.#write(collection);
    this.#changed.clear();
  }

  #write(collection: Collection): void {
    const { endpoint, deployment, dataDir } = this.#options;
    const { data, name: collectionName } = collection.config;
    const name = data.name ?? `${endpoint}-${deployment}-${collectionName}`;
    const folder = `${dataDir}/assets/${name}`;
    const path = `${folder}/${data.version}.json`;
    const counters = collection.counters;
    const written = this.#written.get(collection);
    const last = counters.lastEventSeconds;
    Deno.mkdirSync(folder, { recursive: true });
    const before = readRecord(path);
    const record: DataAssetRecord = {
      name,
      version: data.version,
      type: "uri_folder",
      path: data.path ??
        `${DEFAULT_ROOT_URI}/${endpoint}/${deployment}/${collectionName}`,
      created: before?.created ?? new Date().toISOString(),
      events: (before?.events ?? 0) + counters.events - (written?.events ?? 0),
      rows: (before?.rows ?? 0) + counters.rows - (written?.rows ?? 0),
      bytes: (before?.bytes ?? 0) + counters.bytes - (written?.bytes ?? 0),
      lastEventTime: last === undefined
        ? before?.lastEventTime ?? null
        : new Date(last * 1000).toISOString(),
    };
    Deno.writeTextFileSync(`${path}.new`, JSON.stringify(record, null, 2));
    Deno.renameSync(`${path}.new`, path);
    this.#written.set(collection, counters);
  }
}

function readRecord(path: string): DataAssetRecord | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch {
    return undefined;
  }
}
