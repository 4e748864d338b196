import { reasonOf } from "../../../ground/reason_of.ts";
import type { AppendStore } from "../../append_store.ts";
import type { BackoffOptions } from "../../../ground/backoff.ts";
import { isSameWriter, type RemovedFile } from "../../spool.ts";
import { periodEndMs } from "../../period_end.ts";
import { LATE_MS } from "../../rolling.ts";
import {
  type MutableShippingCounters,
  newShippingCounters,
  type ShippingCounters,
} from "../../shipping_counters.ts";
import { FileLosses } from "./file_losses.ts";
import { FollowedFile, type ShipResult } from "./followed_file.ts";
import { LocalFiles } from "./local_files.ts";
import type { ShipLock } from "./ship_lock.ts";
import { ShipSchedule } from "./ship_schedule.ts";
import {
  type PeriodFolder,
  periodFolders,
  type SpoolFile,
} from "./spool_files.ts";

/** Where the files of a collection go. */
export interface Destination {
  /** The store. */
  readonly store: AppendStore;
  /** The folder in it. */
  readonly folder: string;
}

/** What to ship, and where. */
export interface ShipperOptions {
  /** The deployment's folder. */
  readonly root: string;
  /** Of all hosts on the folder, the one that holds it ships. */
  readonly lock: ShipLock;
  /** Where the files of a collection go; `undefined` if that is not known. */
  readonly destinationOf: (collection: string) => Destination | undefined;
  /** The name of the files of this host; others are of hosts before it, or beside it. */
  readonly instanceId?: string;
  /** Whether files stay on the disk after they were shipped. */
  readonly keepLocal?: boolean;
  /** Hears, of one collection at most once a minute, that it cannot be shipped. */
  readonly onProblem?: (message: string) => void;
  /** How long to wait after attempts that failed. */
  readonly backoff?: BackoffOptions;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
}

const POLL_MS = 100;
/** How often the lock is asked for before the last round is left to its holder. */
const MAX_REFUSALS = 3;
const SCAN_MS = 1000;
const MAX_IN_FLIGHT = 8;
const PROBLEM_INTERVAL_MS = 60_000;
/** Fewer failures in a row than this are nothing to tell of. */
const FAILURES_TO_TELL = 5;
/** Files are removed this long after their period, so that nobody writes to them any more. */
const SETTLE_MS = LATE_MS + 60_000;

/**
 * Brings the files of a deployment to their stores, of whichever host they
 * are: whole lines, in order, each exactly once.
 */
export class Shipper {
  readonly #options: ShipperOptions;
  readonly #now: () => number;
  readonly #local: LocalFiles;
  readonly #files = new Map<string, ShipSchedule>();
  readonly #counters = new Map<string, MutableShippingCounters>();
  readonly #losses = new FileLosses();
  readonly #toldMs = new Map<string, number>();
  /** What the last round is to bring, by file. */
  #targets: ReadonlyMap<ShipSchedule, number> | undefined;
  #inFlight = 0;
  #scannedMs = -Infinity;
  #isDraining = false;
  #isStopped = false;
  #wake: () => void = () => {};
  #running: Promise<void> | undefined;

  /**
   * Makes a shipper; nothing is shipped yet.
   *
   * @param options What to ship, and where.
   */
  constructor(options: ShipperOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#local = new LocalFiles(options.root, {
      keepLocal: options.keepLocal ?? false,
    });
  }

  /** What was shipped since the start, by collection. */
  get counters(): Record<string, ShippingCounters> {
    return Object.fromEntries(
      [...this.#counters].map(([name, counters]) => [name, { ...counters }]),
    );
  }

  /**
   * Hears that somebody removed a file of this host while it was written to:
   * what is not in the store is lost.
   *
   * @param file The file; its path is relative to the deployment's folder.
   */
  removed(file: RemovedFile): void {
    this.#losses.removed(file);
  }

  /** Ships until it is stopped; a second call gives the same promise. */
  run(): Promise<void> {
    return this.#running ??= this.#run();
  }

  /**
   * Ships what is on the disk now, and stops.
   *
   * @param deadlineMs How long that may take; what is left stays on the disk.
   */
  async stop(deadlineMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.#isStopped = true;
      this.#wake();
    }, deadlineMs);
    this.#isDraining = true;
    this.#wake();
    try {
      await this.#running;
    } finally {
      clearTimeout(timer);
      this.#countLost();
      this.#options.lock[Symbol.dispose]();
    }
  }

  async #run(): Promise<void> {
    let refusals = 0;
    while (!this.#isStopped) {
      try {
        // A process that is just being started holds a copy of a lock that was given back.
        if (this.#options.lock.tryTake()) this.#round();
        else if (this.#isDraining && ++refusals === MAX_REFUSALS) return;
        if (this.#isDrained()) return;
      } catch (error) {
        this.#tell("", reasonOf(error));
      }
      await this.#sleep();
    }
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #round(): void {
    const nowMs = performance.now();
    const isFirstOfLast = this.#isDraining && this.#targets === undefined;
    if (isFirstOfLast || nowMs - this.#scannedMs >= SCAN_MS) {
      this.#scannedMs = nowMs;
      this.#scan();
    }
    if (isFirstOfLast) {
      this.#targets = new Map(
        [...this.#files.values()].map((each) => [each, each.source.size()]),
      );
    }
    const due = [...this.#files.values()]
      .filter((each) => each.look(nowMs, this.#isDraining))
      .sort((a, b) => a.lastMs - b.lastMs);
    for (const each of due) {
      if (this.#inFlight >= MAX_IN_FLIGHT) return;
      this.#start(each, (end) => each.source.ship(end));
    }
  }

  #scan(): void {
    const { root } = this.#options;
    const folders = periodFolders(root, (path) => this.#local.isDone(path));
    const present = folders.flatMap(({ spoolFiles }) => spoolFiles);
    for (const file of present) {
      if (!this.#files.has(file.path)) this.#follow(file);
    }
    const paths = new Set(present.map(({ path }) => path));
    for (const [path, { isBusy }] of this.#files) {
      if (!isBusy && !paths.has(path)) this.#files.delete(path);
    }
    this.#countLost((path) => this.#files.has(path));
    if (this.#isDraining) return;
    const over = folders.filter((folder) => this.#isOver(folder));
    for (const { spoolFiles } of over) {
      for (const { path } of spoolFiles) this.#finish(path);
    }
    this.#local.tidy(over, (path) => this.#files.get(path)?.isShipped ?? false);
  }

  #isOver({ period }: PeriodFolder): boolean {
    const endMs = periodEndMs(period);
    return endMs !== undefined && this.#now() > endMs + SETTLE_MS;
  }

  #follow(file: SpoolFile): void {
    const { root, instanceId, destinationOf } = this.#options;
    const destination = destinationOf(file.collection);
    if (destination === undefined) return;
    const counters = this.#countersOf(file.collection);
    const isOwn = instanceId !== undefined &&
      isSameWriter(file.instanceId, instanceId);
    const source = new FollowedFile(file, {
      ...destination,
      root,
      countsEarlier: isOwn,
      removedBytes: this.#local.removedBytes(file.path),
      onShipped: (events, bytes) => {
        if (isOwn) this.#losses.shipped(file.path, { events, bytes });
        counters[isOwn ? "events" : "earlierEvents"] += events;
        counters[isOwn ? "bytes" : "earlierBytes"] += bytes;
      },
    });
    this.#files.set(file.path, new ShipSchedule(source, this.#options.backoff));
  }

  #start(
    schedule: ShipSchedule,
    ship: (end: number) => Promise<ShipResult>,
  ): void {
    this.#inFlight++;
    ship(schedule.begin(performance.now()))
      .catch((error): ShipResult => ({
        status: "retry",
        reason: reasonOf(error),
      }))
      .then((result) => {
        this.#inFlight--;
        schedule.settle(result, performance.now());
        this.#count(schedule, result);
        this.#wake();
      });
  }

  #count(schedule: ShipSchedule, result: ShipResult): void {
    const { collection } = schedule.source.file;
    const counters = this.#countersOf(collection);
    if (result.status === "moved") counters.retried++;
    if (result.status === "retry") {
      counters.retried++;
      if (schedule.failures < FAILURES_TO_TELL) return;
      this.#tell(collection, result.reason);
    }
    if (result.status === "rejected") {
      counters.rejected++;
      this.#tell(collection, result.reason);
    }
  }

  /** Lets a file go when its lines are all in the store, and the store says so once more. */
  #finish(path: string): void {
    const schedule = this.#files.get(path);
    if (schedule === undefined || schedule.isBusy) return;
    const { source, readableBytes } = schedule;
    if (schedule.hasShipped(readableBytes) && !schedule.isShipped) {
      this.#local.cutTornLine(source);
    }
    if (!schedule.isShipped || this.#options.keepLocal) return;
    this.#start(schedule, async (bytes) => {
      source.forget();
      const located = await source.locate();
      const { shippedBytes } = source;
      // Somebody took the blob away: it is made again from the start.
      if (shippedBytes !== undefined && shippedBytes !== bytes) {
        return { status: "moved" };
      }
      if (shippedBytes === bytes && this.#local.remove(source, bytes)) {
        this.#files.delete(path);
        this.#losses.forget(path);
      }
      return located;
    });
  }

  /** Counts what was lost with files that are not being shipped any more. */
  #countLost(isShipping?: (path: string) => boolean): void {
    for (const { path, events, bytes } of this.#losses.take(isShipping)) {
      const counters = this.#countersOf(path.slice(0, path.indexOf("/")));
      counters.lostEvents += events;
      counters.lostBytes += bytes;
    }
  }

  #isDrained(): boolean {
    if (this.#targets === undefined || this.#inFlight > 0) return false;
    return [...this.#targets].every(([schedule, bytes]) =>
      schedule.hasShipped(bytes)
    );
  }

  #countersOf(collection: string): MutableShippingCounters {
    const known = this.#counters.get(collection);
    if (known !== undefined) return known;
    const counters = newShippingCounters();
    this.#counters.set(collection, counters);
    return counters;
  }

  #tell(collection: string, reason: string): void {
    const nowMs = performance.now();
    const toldMs = this.#toldMs.get(collection) ?? -Infinity;
    if (nowMs - toldMs < PROBLEM_INTERVAL_MS) return;
    this.#toldMs.set(collection, nowMs);
    this.#options.onProblem?.(
      `Cannot ship ${
        collection === "" ? this.#options.root : collection
      }: ${reason}; it stays on the disk and is tried again`,
    );
  }
}
