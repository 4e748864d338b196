import type { ModuleJob } from "./module_job.ts";

const MAX_ID = 0xffff_ffff;
/** Below this an answer takes less than to send its request. */
const QUICK_MS = 0.3;
/** How much of the mean time of an answer is that of the last one. */
const SHARE = 1 / 32;

/** The requests that one process has, in the order in which it begins them. */
export class ModuleJobs {
  readonly #jobs = new Map<number, ModuleJob>();
  #lastId = 0;
  #unbegun = 0;
  #meanMs = 1;

  /** How many there are. */
  get size(): number {
    return this.#jobs.size;
  }

  /** How many of them have not begun, as far as is known. */
  get unbegun(): number {
    return this.#unbegun;
  }

  /**
   * Those that have not begun for certain. Where its process has others that
   * wait for something, it says of each before that it is begun; else the first
   * may be what it computes.
   *
   * @param streams How many answers it is giving in parts.
   * @returns The requests.
   */
  unbegunFor(streams: number): readonly ModuleJob[] {
    const sent = [...this].filter(({ state }) => state === "sent");
    const tells = streams > 0 || sent.length < this.size;
    return tells ? sent : sent.slice(1);
  }

  /** Whether they are answered so quickly that others may wait for them. */
  get areQuick(): boolean {
    return this.#meanMs < QUICK_MS;
  }

  /** All of them. */
  [Symbol.iterator](): Iterator<ModuleJob> {
    return this.#jobs.values();
  }

  /**
   * Adds one that is sent now, under a name that no frame has yet.
   *
   * @param job The request.
   */
  add(job: ModuleJob): void {
    this.#lastId = this.#lastId % MAX_ID + 1;
    job.id = this.#lastId;
    job.state = "sent";
    job.sentAt = performance.now();
    this.#jobs.set(job.id, job);
    this.#unbegun++;
  }

  /**
   * Whether one is still here.
   *
   * @param job The request.
   */
  has(job: ModuleJob): boolean {
    return this.#jobs.get(job.id) === job;
  }

  /**
   * Hears that one runs.
   *
   * @param id Its name.
   * @returns Whether that makes room for another one.
   */
  begun(id: number): boolean {
    const job = this.#jobs.get(id);
    if (job?.state !== "sent") return false;
    job.state = "running";
    this.#unbegun--;
    return true;
  }

  /**
   * Takes one away.
   *
   * @param id Its name.
   * @returns The request; `undefined` if it is not here.
   */
  take(id: number): ModuleJob | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    this.#jobs.delete(id);
    if (job.state === "sent") {
      const ms = (performance.now() - job.sentAt) / this.#unbegun;
      this.#meanMs += (ms - this.#meanMs) * SHARE;
      this.#unbegun--;
    }
    return job;
  }
}
