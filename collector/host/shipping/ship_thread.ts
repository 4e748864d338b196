import { reasonOf } from "../../../ground/reason_of.ts";
import type { RemovedFile } from "../../spool.ts";
import type { ShippingCounters } from "../../shipping_counters.ts";
import type { FromShipper, ShippingPlan, ToShipper } from "./shipping_plan.ts";

/** Who hears of shipping. */
export interface ShipListeners {
  /** Called with what went wrong while scoring went on. */
  readonly onProblem: (message: string) => void;
}

/** After a last round's deadline the thread gets this long to say that it stopped. */
const GRACE_MS = 500;
const RESTART_MS = 5000;

/** The shipping of a deployment, in a thread of its own. */
export class ShipThread {
  readonly #plan: ShippingPlan;
  readonly #listeners: ShipListeners;
  #worker: Worker | undefined;
  /** What threads before this one counted, and what this one did. */
  #before: Record<string, ShippingCounters> = {};
  #latest: Readonly<Record<string, ShippingCounters>> = {};
  #restart: ReturnType<typeof setTimeout> | undefined;
  #onStopped: () => void = () => {};

  private constructor(plan: ShippingPlan, listeners: ShipListeners) {
    this.#plan = plan;
    this.#listeners = listeners;
  }

  /**
   * Starts a thread, and waits until its destinations are open.
   *
   * @param plan What to ship, and where.
   * @param listeners Who hears of it.
   * @returns The running thread.
   * @throws {Error} If a destination refuses, or is not known.
   */
  static async start(
    plan: ShippingPlan,
    listeners: ShipListeners,
  ): Promise<ShipThread> {
    const thread = new ShipThread(plan, listeners);
    try {
      await thread.#open();
    } catch (error) {
      clearTimeout(thread.#restart);
      thread.#worker?.terminate();
      throw error;
    }
    return thread;
  }

  /** What was shipped since the start, by collection. */
  get counters(): Record<string, ShippingCounters> {
    const sums = { ...this.#before };
    for (const [name, counters] of Object.entries(this.#latest)) {
      sums[name] = sum(sums[name], counters);
    }
    return sums;
  }

  /**
   * Has the lines counted as lost that are not in the store.
   *
   * @param file A file of this host that somebody removed.
   */
  removed(file: RemovedFile): void {
    if (this.#worker !== undefined) {
      send(this.#worker, { kind: "removed", file });
    }
  }

  /**
   * Ships what is there, and ends the thread; nobody may write any more.
   *
   * @param deadlineMs How long that may take; what is left stays on the disk.
   */
  async stop(deadlineMs: number): Promise<void> {
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, deadlineMs + GRACE_MS);
      this.#onStopped = () => {
        clearTimeout(timer);
        resolve();
      };
      send(worker, { kind: "stop", deadlineMs });
    });
    worker.terminate();
    this.#worker = undefined;
  }

  #open(): Promise<void> {
    const worker = new Worker(new URL("./ship_worker.ts", import.meta.url), {
      type: "module",
      name: "shipping",
    });
    this.#worker = worker;
    return new Promise((resolve, reject) => {
      let isReady = false;
      worker.onmessage = ({ data }: MessageEvent<FromShipper>) => {
        switch (data.kind) {
          case "ready":
            isReady = true;
            return resolve();
          case "failed":
            reject(new Error(data.message));
            if (isReady) this.#listeners.onProblem(data.message);
            return this.#onStopped();
          case "stopped":
            return this.#onStopped();
          case "problem":
            return this.#listeners.onProblem(data.message);
          case "counters":
            this.#latest = data.counters;
        }
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`Cannot ship: ${event.message}`));
        this.#fail(worker, event.message);
      };
      send(worker, { kind: "start", plan: this.#plan });
    });
  }

  /** Starts anew after a thread broke: what it had shipped, the stores know. */
  #fail(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return;
    worker.terminate();
    this.#worker = undefined;
    this.#onStopped();
    // A new thread counts what its host wrote from the beginning.
    this.#before = Object.fromEntries(
      Object.entries(this.counters).map(([name, counters]) => [
        name,
        { ...counters, events: 0, bytes: 0 },
      ]),
    );
    this.#latest = {};
    this.#listeners.onProblem(
      `The shipping thread broke: ${reason}; it starts again in ${
        RESTART_MS / 1000
      } s`,
    );
    this.#restart = setTimeout(() => {
      this.#open().catch((error) =>
        this.#listeners.onProblem(
          reasonOf(error),
        )
      );
    }, RESTART_MS);
  }
}

function send(worker: Worker, message: ToShipper): void {
  worker.postMessage(message);
}

function sum(
  one: ShippingCounters | undefined,
  other: ShippingCounters,
): ShippingCounters {
  if (one === undefined) return other;
  return {
    events: one.events + other.events,
    bytes: one.bytes + other.bytes,
    earlierEvents: one.earlierEvents + other.earlierEvents,
    earlierBytes: one.earlierBytes + other.earlierBytes,
    retried: one.retried + other.retried,
    rejected: one.rejected + other.rejected,
    lostEvents: one.lostEvents + other.lostEvents,
    lostBytes: one.lostBytes + other.lostBytes,
  };
}
