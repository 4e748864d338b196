import type { RemovedFile } from "../../../collector/spool.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import {
  SharedWeights,
  useWeightPlace,
} from "../../../mlflow/shared_weights.ts";
import { ConfigurationError } from "../configuration_error.ts";
import type { RunningHost } from "../serve.ts";
import type { Supervisor } from "../supervisor.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker_start.ts";

/** A host that runs in a worker; disposing stops it. */
export interface HostInWorker extends AsyncDisposable {
  /** The host. */
  readonly host: RunningHost;
  /** What a person reads when it has started. */
  readonly message: string;
  /** Has it say that requests are to go elsewhere. */
  drain(): void;
}

/** What a worker can do. */
export interface WorkerHostOptions<Flags> {
  /** Tells what supervises it. */
  readonly tell: (message: FromWorker) => void;
  /**
   * Starts the host.
   *
   * @param start What is served.
   * @param supervisor Who supervises it.
   * @returns The running host.
   */
  readonly open: (
    start: WorkerStart<Flags>,
    supervisor: Supervisor,
  ) => Promise<HostInWorker>;
}

const COUNTERS_INTERVAL_MS = 250;

/** One of several workers that serve on one port: starts its host, and tells of it. */
export class WorkerHost<Flags> implements Supervisor {
  readonly #options: WorkerHostOptions<Flags>;
  readonly #scrapes = new Map<number, (text: string) => void>();
  #opened: HostInWorker | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #told = "";
  #lastScrape = 0;
  /** Names its files. */
  instanceId = "";
  /** Whether it listens before its model is loaded. */
  isFirst = false;

  /**
   * Waits to be told what to serve.
   *
   * @param options What it can do.
   */
  constructor(options: WorkerHostOptions<Flags>) {
    this.#options = options;
  }

  /**
   * Hears what it is told.
   *
   * @param message What it is told.
   */
  async hear(message: ToWorker<Flags>): Promise<void> {
    const { tell } = this.#options;
    switch (message.kind) {
      case "start":
        return await this.#start(message.start);
      case "measure": {
        const metrics = await this.#opened?.host.metrics.values() ?? [];
        this.#tellCounters();
        return tell({ kind: "measured", metrics });
      }
      case "metrics":
        this.#scrapes.get(message.id)?.(message.text);
        this.#scrapes.delete(message.id);
        return;
      case "drain":
        return this.#opened?.host.drain();
      case "stop":
        return await this.#stop();
    }
  }

  /** Tells of a file that somebody removed while it was written to. */
  removed(file: RemovedFile): void {
    this.#options.tell({ kind: "removed", file });
  }

  /** The metrics of all workers. */
  metricsOfAll(): Promise<string> {
    const id = ++this.#lastScrape;
    return new Promise((resolve) => {
      this.#scrapes.set(id, resolve);
      this.#options.tell({ kind: "scrape", id });
    });
  }

  async #start(start: WorkerStart<Flags>): Promise<void> {
    const { tell, open } = this.#options;
    this.instanceId = start.instanceId;
    this.isFirst = start.isFirst;
    const weights = new SharedWeights(start.weights);
    useWeightPlace(weights);
    try {
      this.#opened = await open(start, this);
      const { host, message } = this.#opened;
      this.#timer = setInterval(
        () => this.#tellCounters(),
        COUNTERS_INTERVAL_MS,
      );
      tell({
        kind: "serving",
        port: host.port,
        message,
        weights: weights.arrays,
      });
    } catch (error) {
      const isConfiguration = error instanceof ConfigurationError;
      tell({ kind: "failed", message: reasonOf(error), isConfiguration });
    }
  }

  async #stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#opened?.[Symbol.asyncDispose]();
    this.#tellCounters();
    this.#options.tell({ kind: "stopped" });
  }

  #tellCounters(): void {
    const counters = this.#opened?.host.deployment.counters ?? {};
    const text = JSON.stringify(counters);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.tell({ kind: "counters", counters });
  }
}
