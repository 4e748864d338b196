import type { Deployment } from "../../../collector/mod.ts";
import { pause } from "../../../ground/pause.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import type { PredictOptions } from "../../../mlflow/mod.ts";
import type { Logger } from "../../logger.ts";
import type { ScoreRequest } from "../../model.ts";
import type { ScoreResponse } from "../../score_response.ts";
import type { MetricSource } from "../metrics/host_metrics.ts";
import { ModuleJob } from "./module_job.ts";
import { ModuleProcess } from "./module_process.ts";
import type { ModuleReady, ModuleStart } from "./module_start.ts";
import type { SpawnedModule } from "./spawn_module.ts";

/** How processes of a module are run. */
export interface ModulePoolOptions {
  /** What each runs. */
  readonly start: ModuleStart;
  /** How many there are. */
  readonly count: number;
  /** Starts one; one at a time. */
  readonly spawn: () => Promise<SpawnedModule>;
  /** Whose data they collect. */
  readonly deployment: Deployment;
  /** How long a request may take, in milliseconds; 0 for no limit. */
  readonly timeoutMs: number;
  /** Where it is told what happens. */
  readonly log: Logger;
}

/** How often requests are looked at that are not answered. */
const TICK_MS = 10;
/** How long after a process could not be started another is tried; it doubles. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/**
 * Processes that run a module. A request goes to the one that has least to do;
 * one behind which it would wait gives it back. A process whose request
 * overstays, which fails beside its requests or is gone, is replaced: the next
 * one is ready before it goes, where it can go on until then.
 */
export class ModulePool implements AsyncDisposable {
  readonly #options: ModulePoolOptions;
  /** All that are not gone; those that are ready and not retired take requests. */
  readonly #processes = new Set<ModuleProcess>();
  readonly #closing = new AbortController();
  readonly #replacing = new WeakSet<ModuleProcess>();
  /** Those that are asked whether they hear. */
  readonly #asking = new WeakSet<ModuleProcess>();
  #queue: ModuleJob[] = [];
  /** Starts that run or wait: they go one after the other. */
  #starting: Promise<unknown> = Promise.resolve();
  #ended = 0;
  #uncaughtErrors = 0;
  #clock: ReturnType<typeof setInterval> | undefined;

  /**
   * Plans the processes; none is started yet.
   *
   * @param options What they run.
   */
  constructor(options: ModulePoolOptions) {
    this.#options = options;
  }

  /** What became of the processes. */
  get metrics(): readonly MetricSource[] {
    const single = (
      metric: Pick<MetricSource, "name" | "help" | "kind">,
      value: () => number,
    ): MetricSource => ({
      ...metric,
      labels: [],
      read: () => [{ labels: {}, value: value() }],
    });
    return [
      single({
        name: "samla_module_processes",
        help: "Processes that run the module",
        kind: "gauge",
      }, () => [...this.#processes].filter(isServing).length),
      single({
        name: "samla_module_processes_ended_total",
        help: "Processes that were ended, or ended, and were replaced",
        kind: "counter",
      }, () => this.#ended),
      single({
        name: "samla_module_errors_total",
        help: "Errors that the module threw beside its requests",
        kind: "counter",
      }, () => this.#uncaughtErrors),
    ];
  }

  /**
   * Starts the processes.
   *
   * @returns What the module says of itself.
   * @throws {Error} If it cannot be run.
   */
  async start(): Promise<ModuleReady> {
    const [first] = await Promise.all(
      Array.from({ length: this.#options.count }, () => this.#open()),
    );
    this.#clock = setInterval(() => this.#tick(), TICK_MS);
    return first!;
  }

  /**
   * Has a request scored.
   *
   * @param request The request.
   * @param options Its signal, which is aborted when its client leaves.
   * @returns The answer.
   * @throws {ScoringError} With what the client may know.
   */
  score(
    request: ScoreRequest,
    options: PredictOptions = {},
  ): Promise<ScoreResponse | Response> {
    const job = new ModuleJob(request, options);
    this.#dispatch(job);
    return job.answer;
  }

  /** Has the processes finish, and waits for their end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#clock);
    await this.#starting.catch(() => {});
    const processes = [...this.#processes];
    for (const process of processes) void process.finish();
    await Promise.all(processes.map(({ ended }) => ended));
  }

  #dispatch(job: ModuleJob): void {
    let best: ModuleProcess | undefined;
    for (const process of this.#processes) {
      if (!process.hasRoom) continue;
      // Where answers are quick, one process that is awake does better than two.
      if (process.isQuick) {
        best = process;
        break;
      }
      if (best === undefined || process.load < best.load) best = process;
    }
    if (best === undefined) {
      job.state = "queued";
      this.#queue.push(job);
      return;
    }
    best.send(job);
  }

  #next(): void {
    const job = this.#queue.shift();
    if (job !== undefined) this.#dispatch(job);
  }

  /** Started one after the other, as they are met on one socket. */
  #open(): Promise<ModuleReady> {
    const started = this.#starting.then(
      () => this.#spawn(),
      () => this.#spawn(),
    );
    this.#starting = started;
    return started;
  }

  async #spawn(): Promise<ModuleReady> {
    const { spawn, deployment, start, log } = this.#options;
    const process: ModuleProcess = new ModuleProcess(
      await spawn(),
      deployment,
      {
        log,
        hasRoom: () => this.#next(),
        returned: (job) => {
          job.state = "queued";
          this.#queue.unshift(job);
          this.#next();
        },
        uncaught: () => {
          this.#uncaughtErrors++;
          void this.#replace(
            process,
            "its module failed outside of a request",
          );
        },
        gone: (reason) => this.#gone(process, reason),
      },
    );
    const ready = await process.start(start);
    this.#processes.add(process);
    if (this.#closing.signal.aborted) process.stop();
    for (let i = this.#queue.length; i > 0; i--) this.#next();
    return ready;
  }

  /** Another one takes its place before it goes, as it can go on. */
  async #replace(process: ModuleProcess, reason: string): Promise<void> {
    if (process.isRetired || this.#replacing.has(process)) return;
    this.#replacing.add(process);
    this.#ended++;
    this.#options.log.warn(`A process of the module is replaced: ${reason}`);
    await this.#openAgain();
    process.retire(reason);
  }

  #gone(process: ModuleProcess, reason: string): void {
    const wasReady = this.#processes.delete(process);
    // Another one was started when it was to end.
    const isReplaced = this.#replacing.has(process);
    if (this.#closing.signal.aborted || !wasReady || isReplaced) return;
    this.#ended++;
    this.#options.log.error(
      `A process of the module ended: ${reason}; another one takes its place`,
    );
    void this.#openAgain();
  }

  async #openAgain(): Promise<void> {
    const { signal } = this.#closing;
    for (let ms = FIRST_RETRY_MS; !signal.aborted;) {
      try {
        await this.#open();
        return;
      } catch (error) {
        this.#options.log.error(
          `Cannot start a process of the module: ${
            reasonOf(error)
          }; it is tried again in ${ms} ms`,
        );
        await pause(ms, signal).catch(() => {});
        ms = Math.min(LAST_RETRY_MS, ms * 2);
      }
    }
  }

  #tick(): void {
    const now = performance.now();
    const { timeoutMs } = this.#options;
    const since = timeoutMs === 0 ? -1 : now - timeoutMs;
    this.#queue = this.#queue.filter(({ cameAt }) => cameAt > since);
    for (const process of this.#processes) {
      process.lookAfter(now);
      if (process.dropOverdue(since)) {
        this.#end(process, "a request took longer");
      } else if (timeoutMs > 0 && !this.#asking.has(process)) {
        void this.#endDeaf(process);
      }
    }
  }

  async #endDeaf(process: ModuleProcess): Promise<void> {
    this.#asking.add(process);
    const isDeaf = await process.isDeaf(this.#options.timeoutMs);
    this.#asking.delete(process);
    if (isDeaf && this.#processes.has(process)) {
      this.#end(process, "it computed without a pause for longer");
    }
  }

  /** It runs what nobody waits for: another one takes its place at once. */
  #end(process: ModuleProcess, reason: string): void {
    const { log, timeoutMs } = this.#options;
    log.warn(
      `A process of the module is ended: ${reason} than ${timeoutMs} ms`,
    );
    void process.end("a request took too long");
    if (this.#replacing.has(process)) return;
    this.#replacing.add(process);
    this.#ended++;
    void this.#openAgain();
  }
}

function isServing({ isRetired }: ModuleProcess): boolean {
  return !isRetired;
}
