import { createHash } from "node:crypto";

const MINUTE_US = 60_000_000n;
/** Who can be counted at once: those who asked in the last minute. */
const SLOTS = 8192;
/** Where one of them is looked for. */
const PROBES = 16;
/** Who it is, and until when his requests fill the minute. */
const SLOT_BYTES = 16;

/**
 * Memory in which requests are counted. Workers that are given the same count
 * together.
 *
 * @returns The memory, in which nobody has asked yet.
 */
export function requestCounts(): SharedArrayBuffer {
  return new SharedArrayBuffer(SLOTS * SLOT_BYTES);
}

/** How requests are counted. */
export interface RequestLimitsOptions {
  /** Where; in memory of its own if absent. */
  readonly counts?: SharedArrayBuffer | undefined;
  /** The time, in milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * So many requests a minute for each who asks: they may come all at once, and
 * are then let in as the minute passes. Of each only one number is kept, until
 * when his requests fill the minute; whose is in the past has all of it again
 * and needs no place.
 */
export class RequestLimits {
  /** How much of the minute a request takes, in microseconds. */
  readonly #costUs: bigint;
  readonly #who: BigInt64Array;
  readonly #until: BigInt64Array;
  readonly #now: () => number;

  /**
   * Begins with what the memory has.
   *
   * @param perMinute How many requests each may send in a minute.
   * @param options Where they are counted.
   */
  constructor(perMinute: number, options: RequestLimitsOptions = {}) {
    const { counts = requestCounts(), now = Date.now } = options;
    this.#costUs = BigInt(Math.floor(60_000_000 / perMinute));
    this.#who = new BigInt64Array(counts, 0, SLOTS);
    this.#until = new BigInt64Array(counts, SLOTS * 8, SLOTS);
    this.#now = now;
  }

  /**
   * Takes one request.
   *
   * @param name Who sent it.
   * @returns After how many seconds it may come again; 0 where it is in.
   */
  take(name: string): number {
    const nowUs = BigInt(Math.floor(this.#now() * 1000));
    const slot = this.#slotOf(name, nowUs);
    const fullUs = nowUs + MINUTE_US;
    for (;;) {
      const before = Atomics.load(this.#until, slot);
      if (before > fullUs) {
        // A clock that was set back must not lock anybody out.
        Atomics.compareExchange(this.#until, slot, before, fullUs);
        continue;
      }
      const until = (before < nowUs ? nowUs : before) + this.#costUs;
      if (until > fullUs) {
        return Math.max(1, Math.ceil(Number(until - fullUs) / 1_000_000));
      }
      const seen = Atomics.compareExchange(this.#until, slot, before, until);
      if (seen === before) return 0;
    }
  }

  /** The place of somebody: his own, or one that nobody needs any more. */
  #slotOf(name: string, nowUs: bigint): number {
    const who = createHash("sha256").update(name).digest().readBigInt64LE();
    const first = Number(BigInt.asUintN(32, who)) % SLOTS;
    let free: number | undefined;
    for (let i = 0; i < PROBES; i++) {
      const slot = (first + i) % SLOTS;
      if (Atomics.load(this.#who, slot) === who) return slot;
      if (Atomics.load(this.#until, slot) <= nowUs) free ??= slot;
    }
    // Where all are taken, two share one, and what they may send.
    if (free === undefined) return first;
    Atomics.store(this.#who, free, who);
    return free;
  }
}
