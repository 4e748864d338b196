import type { DataFrame } from "../frame/data_frame.ts";
import { AGENT } from "./agent.ts";
import { asyncScope } from "./async_scope.ts";
import { Collection } from "./collection.ts";
import type { CollectorConfig } from "./config.ts";
import {
  BasicCorrelationContext,
  type CorrelationContext,
} from "./correlation.ts";
import type { Counters } from "./counters.ts";
import { checkPathSegment } from "./path_segment.ts";
import { RollingFolders } from "./rolling.ts";
import type { Spool } from "./spool.ts";

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
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
  /** Hears, at most once a minute, that lines could not be written. */
  readonly onProblem?: (problem: CollectionProblem) => void;
  /** Hears that lines of a collection reached the spool. */
  readonly onSpooled?: (collection: Collection) => void;
}

/** Something that went wrong in collecting while scoring went on. */
export interface CollectionProblem {
  /** The collection. */
  readonly collection: string;
  /** What went wrong. */
  readonly error: Error;
  /** How many events of the collection were dropped since the start. */
  readonly dropped: number;
}

/** Where collected data goes, unless a deployment says otherwise. */
export const DEFAULT_ROOT_URI =
  "azureml://datastores/workspaceblobstore/paths/modelDataCollector";

const PROBLEM_INTERVAL_MS = 60_000;

/**
 * The collecting of one deployment: its collections, its files, its counters.
 * Any number of deployments can run in one process.
 */
export class Deployment implements AsyncDisposable {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** What is collected, and how. */
  readonly config: CollectorConfig;
  readonly #collections = new Map<string, Collection>();
  readonly #enabled: readonly Collection[];
  readonly #spool: Spool;
  readonly #now: () => number;
  readonly #onProblem: ((problem: CollectionProblem) => void) | undefined;
  readonly #handlers = new Map<Collection, Set<(error: Error) => void>>();
  readonly #lastProblemMs = new Map<Collection, number>();
  #flushScheduled = false;
  #closing: Promise<void> | undefined;

  /**
   * Makes the deployment.
   *
   * @param options What it is made of.
   * @throws {RangeError} If a name cannot be a folder.
   */
  constructor(options: DeploymentOptions) {
    const { config, spool, onProblem, onSpooled, now = Date.now } = options;
    this.endpoint = checkPathSegment("endpoint", options.endpoint);
    this.deployment = checkPathSegment("deployment", options.deployment);
    this.config = config;
    this.#spool = spool;
    this.#now = now;
    this.#onProblem = onProblem;
    const source = options.source ??
      "/subscriptions//resourceGroups//providers/Microsoft.MachineLearningServices" +
        `/workspaces//onlineEndpoints/${this.endpoint}/deployments/${this.deployment}`;
    this.#enabled = config.collections
      .filter(({ enabled }) => enabled)
      .map((collection) =>
        new Collection({
          config: collection,
          template: {
            source,
            collection: checkPathSegment("collection", collection.name),
            agent: AGENT,
          },
          folder: `${this.endpoint}/${this.deployment}`,
          rootUri: options.rootUri ?? DEFAULT_ROOT_URI,
          rollingRate: config.rollingRate,
          largePayloadBytes: config.largePayloadBytes,
          spool,
          now,
          onSpooled: onSpooled ?? (() => {}),
          onProblem: (error, of) => this.#report(error, of),
        })
      );
    for (const collection of this.#enabled) {
      this.#collections.set(collection.name.toLowerCase(), collection);
    }
  }

  /** What became of the collected data since the start, by collection. */
  get counters(): Record<string, Counters> {
    return Object.fromEntries(
      this.#enabled.map(({ name, counters }) => [name, counters]),
    );
  }

  /**
   * The files that events of this moment go to.
   *
   * @returns One path a collection, relative to the folder of all collected data.
   */
  currentPaths(): string[] {
    const folders = new RollingFolders(this.config.rollingRate);
    const period = folders.at(this.#now());
    return this.#enabled.map(({ name }) =>
      `${this.endpoint}/${this.deployment}/${name}/${period}/${this.#spool.instanceId}.jsonl`
    );
  }

  /**
   * Runs code of this deployment: a `Collector` that is made or used inside,
   * also after an `await`, collects for this deployment.
   *
   * @param body The code.
   * @param request The request that is served, whose id becomes `xrequestid`.
   * @returns What the body returns.
   */
  run<T>(body: () => T, request?: { readonly id: string }): T {
    return asyncScope().run({ deployment: this, requestId: request?.id }, body);
  }

  /**
   * The collection of a name.
   *
   * @param name The name, in any case.
   * @returns The collection; `undefined` if it is not enabled.
   */
  collection(name: string): Collection | undefined {
    return this.#collections.get(name) ??
      this.#collections.get(name.toLowerCase());
  }

  /**
   * Records a frame without a `Collector`. It never throws: what cannot be
   * recorded is counted as refused and reported as a problem.
   *
   * @param collectionName The collection's name, in any case.
   * @param frame The frame.
   * @param options The context of the input, if this is its output; the request that is served.
   * @returns The context, for the output.
   */
  record(
    collectionName: string,
    frame: DataFrame,
    options: {
      readonly correlation?: CorrelationContext | undefined;
      readonly requestId?: string | undefined;
    } = {},
  ): CorrelationContext {
    const { correlation = new BasicCorrelationContext(), requestId } = options;
    const collection = this.collection(collectionName);
    if (collection === undefined) {
      correlation.recorded = "refused";
      return correlation;
    }
    try {
      this.add(collection, frame, { correlation, requestId });
    } catch (error) {
      this.#report(
        error instanceof Error ? error : new Error(String(error)),
        collection,
      );
    }
    return correlation;
  }

  /**
   * Gives a frame to a collection of this deployment.
   *
   * @param collection The collection.
   * @param frame The frame.
   * @param about The context, and the id of the request that is served.
   * @throws {Error} If the frame cannot be written as JSON.
   */
  add(
    collection: Collection,
    frame: DataFrame,
    about: {
      readonly correlation: CorrelationContext;
      readonly requestId: string | undefined;
    },
  ): void {
    collection.collect(frame, about.correlation, about.requestId);
    this.#scheduleFlush();
  }

  /**
   * Registers who hears, at most once a minute, that lines of a collection
   * could not be written.
   *
   * @param collection The collection.
   * @param handler The one to call.
   */
  onDropped(collection: Collection, handler: (error: Error) => void): void {
    const handlers = this.#handlers.get(collection) ?? new Set();
    handlers.add(handler);
    this.#handlers.set(collection, handlers);
  }

  /**
   * Makes what was collected so far as durable as the configuration promises.
   *
   * @returns Nothing where that is done at once; else a promise of it.
   */
  commit(): void | Promise<void> {
    for (let i = 0; i < this.#enabled.length; i++) this.#enabled[i]!.flush();
    return this.#spool.commit();
  }

  /** Writes out everything and closes the files; a second call waits for the first. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  /** Closes the deployment. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.commit();
    await this.#spool.close();
  }

  // What is collected outside of a request has nobody to commit it.
  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    queueMicrotask(() => {
      this.#flushScheduled = false;
      for (const collection of this.#enabled) collection.flush();
    });
  }

  #report(error: Error, collection: Collection): void {
    const nowMs = this.#now();
    const lastMs = this.#lastProblemMs.get(collection) ?? -Infinity;
    if (nowMs - lastMs < PROBLEM_INTERVAL_MS) return;
    this.#lastProblemMs.set(collection, nowMs);
    const { dropped } = collection.counters;
    const told: ((error: Error) => void)[] = [
      ...this.#handlers.get(collection) ?? [],
      (error) =>
        this.#onProblem?.({ collection: collection.name, error, dropped }),
    ];
    for (const tell of told) {
      try {
        tell(error);
      } catch {
        // Whoever hears of the problem must not stop the scoring it happened in.
      }
    }
  }
}
