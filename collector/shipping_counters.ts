/**
 * What became of the files of one collection since the start. What a host
 * spooled itself and has not in the store yet is `spooled - events - lostEvents`.
 */
export interface ShippingCounters {
  /** Lines of this host that are in the store. */
  readonly events: number;
  /** Their bytes, and those of the files they name. */
  readonly bytes: number;
  /** Lines that other hosts left, and that this one brought to the store. */
  readonly earlierEvents: number;
  /** Their bytes, and those of the files they name. */
  readonly earlierBytes: number;
  /** Attempts that failed, and were or will be repeated. */
  readonly retried: number;
  /** Attempts that the store refused; they are repeated too. */
  readonly rejected: number;
  /** Lines of this host that somebody removed before they were in the store. */
  readonly lostEvents: number;
  /** Their bytes, and those of the files they name. */
  readonly lostBytes: number;
}

/** Counters that their shipper moves. */
export type MutableShippingCounters = {
  -readonly [Key in keyof ShippingCounters]: ShippingCounters[Key];
};

/**
 * Counters that stand at zero.
 *
 * @returns The counters.
 */
export function newShippingCounters(): MutableShippingCounters {
  return {
    events: 0,
    bytes: 0,
    earlierEvents: 0,
    earlierBytes: 0,
    retried: 0,
    rejected: 0,
    lostEvents: 0,
    lostBytes: 0,
  };
}
