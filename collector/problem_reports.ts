import type { Collection } from "./collection.ts";

/** Something that went wrong in collecting while scoring went on. */
export interface CollectionProblem {
  /** The collection. */
  readonly collection: string;
  /** What went wrong. */
  readonly error: Error;
  /** How many events of the collection were dropped since the start. */
  readonly dropped: number;
}

const INTERVAL_MS = 60_000;

/** Tells of problems, of one collection at most once a minute. */
export class ProblemReports {
  readonly #now: () => number;
  readonly #onProblem: ((problem: CollectionProblem) => void) | undefined;
  readonly #handlers = new Map<Collection, Set<(error: Error) => void>>();
  readonly #lastMs = new Map<Collection, number>();

  /**
   * Makes the reports.
   *
   * @param options The clock in epoch milliseconds, and who hears of all problems.
   */
  constructor(
    options: {
      readonly now: () => number;
      readonly onProblem: ((problem: CollectionProblem) => void) | undefined;
    },
  ) {
    this.#now = options.now;
    this.#onProblem = options.onProblem;
  }

  /**
   * Registers who hears of the problems of one collection.
   *
   * @param collection The collection.
   * @param handler The one to call.
   */
  subscribe(collection: Collection, handler: (error: Error) => void): void {
    const handlers = this.#handlers.get(collection) ?? new Set();
    handlers.add(handler);
    this.#handlers.set(collection, handlers);
  }

  /**
   * Tells of a problem, unless one of the same collection was told of within
   * the last minute. It never throws.
   *
   * @param error What went wrong.
   * @param collection The collection.
   */
  report(error: Error, collection: Collection): void {
    const nowMs = this.#now();
    const ageMs = nowMs - (this.#lastMs.get(collection) ?? -Infinity);
    if (ageMs < INTERVAL_MS) return;
    this.#lastMs.set(collection, nowMs);
    const { name } = collection;
    const { dropped } = collection.counters;
    quietly(() => this.#onProblem?.({ collection: name, error, dropped }));
    for (const handler of this.#handlers.get(collection) ?? []) {
      quietly(() => handler(error));
    }
  }
}

/** A listener must not stop the scoring that the problem happened in. */
function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // A listener that fails has nobody to tell.
  }
}
