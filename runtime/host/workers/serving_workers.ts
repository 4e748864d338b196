import type {
  CollectorConfig,
  Counters,
  RemovedFile,
} from "../../../collector/mod.ts";
import { newInstanceId } from "../../../collector/spool.ts";
import { pause } from "../../../ground/pause.ts";
import type { SharedArray } from "../../../mlflow/shared_weights.ts";
import type { Logger } from "../../logger.ts";
import { ConfigurationError } from "../configuration_error.ts";
import {
  metricsOfAll,
  type MetricSource,
  type MetricValues,
} from "../metrics/host_metrics.ts";
import type { ServePlan } from "../plan.ts";
import { type CollectionCounters, summedCounters } from "./summed_counters.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker_start.ts";
import { workersPart } from "./workers_part.ts";
import { writerName } from "./writer_name.ts";

/** What the workers serve. */
export interface ServingWorkersOptions<Flags> {
  /** What is served. */
  readonly plan: ServePlan;
  /** What each worker is told of the command line. */
  readonly flags: Flags;
  /** The port; 0 takes a free one. */
  readonly port: number;
  /** How many workers there are. */
  readonly count: number;
  /** Makes a worker, which hears {@linkcode ToWorker} and tells {@linkcode FromWorker}. */
  readonly make: (name: string) => Worker;
  /** Where it is told that a worker ended. */
  readonly log: Logger;
}

/** A worker, and what it told last. */
interface Entry {
  readonly worker: Worker;
  /** Which of the workers it is. */
  readonly slot: number;
  isServing: boolean;
  counters: CollectionCounters;
  metrics: MetricValues;
  /** Called when its metrics are there. */
  onMeasured: () => void;
  /** Called when it has stopped, or ended. */
  onStopped: () => void;
}

/** How long a worker that computes is waited for; what it told last is taken then. */
const MEASURE_MS = 500;
/** How long a worker that cannot start is left before another one is tried. */
const RETRY_MS = 5000;

/**
 * Several workers that serve one port, each with its model and its own files
 * of collected data. One that ends is replaced; all are one deployment, whose
 * counters are the sums of theirs.
 */
export class ServingWorkers<Flags> implements AsyncDisposable {
  /** Names this host; the files of its workers have names of the same writer. */
  readonly instanceId: string = newInstanceId();
  /** Who hears of the files of collected data that somebody removed. */
  shipping: { removed(file: RemovedFile): void } | undefined;
  /** What is counted for all of them. */
  sources: readonly MetricSource[] = [];
  readonly #options: ServingWorkersOptions<Flags>;
  readonly #entries = new Set<Entry>();
  readonly #stopping = new AbortController();
  #ended: CollectionCounters = {};
  #endedMetrics: MetricValues[] = [];
  #started = 0;
  #replaced = 0;
  #port: number;
  #message = "";
  #weights: readonly SharedArray[] = [];
  #scrape: Promise<string> | undefined;

  /**
   * Plans the workers; none is started yet.
   *
   * @param options What they serve.
   */
  constructor(options: ServingWorkersOptions<Flags>) {
    this.#options = options;
    this.#port = options.port;
  }

  /** The endpoint's name. */
  get endpoint(): string {
    return this.#options.plan.endpoint;
  }

  /** The deployment's name. */
  get deployment(): string {
    return this.#options.plan.deployment;
  }

  /** What is collected. */
  get config(): CollectorConfig {
    return this.#options.plan.collection;
  }

  /** What became of what all of them collected. */
  get counters(): Record<string, Counters> {
    const living = [...this.#entries].map(({ counters }) => counters);
    return summedCounters([this.#ended, ...living]);
  }

  /** The port they listen on. */
  get port(): number {
    return this.#port;
  }

  /** What a person reads when they have started. */
  get message(): string {
    return this.#message;
  }

  /** How many workers there are, and how many had to be replaced. */
  get metrics(): readonly MetricSource[] {
    return [
      {
        name: "samla_workers",
        help: "Workers that answer requests",
        kind: "gauge",
        labels: [],
        read: () => {
          const serving = [...this.#entries].filter((each) => each.isServing);
          return [{ labels: {}, value: serving.length }];
        },
      },
      {
        name: "samla_workers_replaced_total",
        help: "Workers that ended and were replaced",
        kind: "counter",
        labels: [],
        read: () => [{ labels: {}, value: this.#replaced }],
      },
    ];
  }

  /**
   * Starts all workers: the first alone, whose weights the others take.
   *
   * @throws {ConfigurationError} If what is served cannot be.
   */
  async start(): Promise<void> {
    const [first, ...others] = Array(this.#options.count).keys();
    await this.#open(first!);
    await Promise.all(others.map((slot) => this.#open(slot)));
  }

  /** Has each say that requests are to go elsewhere. */
  drain(): void {
    for (const entry of this.#entries) this.#send(entry, { kind: "drain" });
  }

  /** Finishes what runs in each worker, and ends them. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#entries].map((entry) => this.#stop(entry)));
  }

  #open(slot: number): Promise<void> {
    const isFirst = this.#started === 0;
    const instanceId = writerName(this.instanceId, this.#started++);
    const worker = this.#options.make(`worker ${slot}`);
    const entry: Entry = {
      worker,
      slot,
      isServing: false,
      counters: {},
      metrics: [],
      onMeasured: () => {},
      onStopped: () => {},
    };
    this.#entries.add(entry);
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === "failed") {
          this.#remove(entry);
          reject(failureOf(data));
        } else if (data.kind === "serving") {
          entry.isServing = true;
          this.#port = data.port;
          this.#message ||= data.message;
          if (isFirst) this.#weights = data.weights;
          resolve();
        } else this.#hear(entry, data);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        this.#remove(entry);
        reject(new Error(`Cannot start a worker: ${event.message}`));
        if (entry.isServing) this.#replace(slot, event.message);
      };
      this.#send(entry, {
        kind: "start",
        start: this.#startOf(slot, { instanceId, isFirst }),
      });
    });
  }

  #startOf(
    slot: number,
    which: Pick<WorkerStart<Flags>, "instanceId" | "isFirst">,
  ): WorkerStart<Flags> {
    const { plan, flags, count } = this.#options;
    return {
      ...which,
      plan: workersPart(plan, slot, count),
      flags,
      port: this.#port,
      weights: this.#weights,
    };
  }

  #hear(entry: Entry, message: FromWorker): void {
    switch (message.kind) {
      case "counters":
        entry.counters = message.counters;
        return;
      case "measured":
        entry.metrics = message.metrics;
        return entry.onMeasured();
      case "removed":
        return this.shipping?.removed(message.file);
      case "scrape": {
        const { id } = message;
        return void this.#metricsText().then((text) =>
          this.#send(entry, { kind: "metrics", id, text })
        );
      }
      case "stopped":
        return entry.onStopped();
    }
  }

  #send({ worker }: Entry, message: ToWorker<Flags>): void {
    worker.postMessage(message);
  }

  /** Ends a worker; what it has counted stays. */
  #remove(entry: Entry): void {
    entry.worker.terminate();
    this.#entries.delete(entry);
    this.#ended = summedCounters([this.#ended, entry.counters]);
    this.#endedMetrics.push(
      entry.metrics.filter(({ type }) => String(type) !== "gauge"),
    );
    entry.onMeasured();
    entry.onStopped();
  }

  #replace(slot: number, reason: string): void {
    if (this.#stopping.signal.aborted) return;
    this.#replaced++;
    this.#options.log.error(
      `A worker ended: ${reason}; another one takes its place`,
    );
    void this.#openAgain(slot);
  }

  async #openAgain(slot: number): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        return await this.#open(slot);
      } catch (error) {
        const { message } = error as Error;
        this.#options.log.error(
          `${message}; it is tried again in ${RETRY_MS / 1000} s`,
        );
        await pause(RETRY_MS, signal).catch(() => {});
      }
    }
  }

  async #stop(entry: Entry): Promise<void> {
    await new Promise<void>((resolve) => {
      entry.onStopped = resolve;
      this.#send(entry, { kind: "stop" });
    });
    entry.isServing = false;
    entry.worker.terminate();
  }

  /** Who asks while it is asked for, gets the same. */
  #metricsText(): Promise<string> {
    this.#scrape ??= this.#measure().finally(() => this.#scrape = undefined);
    return this.#scrape;
  }

  async #measure(): Promise<string> {
    const enough = new AbortController();
    const waits = [...this.#entries].filter(({ isServing }) => isServing)
      .map((entry) =>
        new Promise<void>((resolve) => {
          entry.onMeasured = resolve;
          enough.signal.addEventListener("abort", () => resolve());
          this.#send(entry, { kind: "measure" });
        })
      );
    const timer = setTimeout(() => enough.abort(), MEASURE_MS);
    await Promise.all(waits);
    clearTimeout(timer);
    const living = [...this.#entries].map(({ metrics }) => metrics);
    return await metricsOfAll([...living, ...this.#endedMetrics], [
      ...this.sources,
      ...this.metrics,
    ]);
  }
}

function failureOf(
  { message, isConfiguration }: Extract<FromWorker, { kind: "failed" }>,
): Error {
  return isConfiguration ? new ConfigurationError(message) : new Error(message);
}
