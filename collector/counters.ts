/**
 * What became of the data of one collection since the start. It always adds
 * up: `collected` is the sum of `recorded`, `sampledOut`, `refused` and
 * `dropped`; `recorded` is the sum of `events`, `merged` and `pending`.
 */
export interface Counters {
  /** What the collection was given. */
  readonly collected: number;
  /** Taken: in a file, or on its way there. */
  readonly recorded: number;
  /** Left out by sampling. */
  readonly sampledOut: number;
  /** Not fit to be collected; the error said why. */
  readonly refused: number;
  /** Lost because it could not be written. */
  readonly dropped: number;
  /** Taken, and not in a file yet. */
  readonly pending: number;
  /** Taken, and in the line of another one, by batching. */
  readonly merged: number;
  /** Lines in files. */
  readonly events: number;
  /** Of those lines, the ones whose file somebody removed while it was written to; without shipping, they are lost. */
  readonly removedEvents: number;
  /** Rows in those lines. */
  readonly rows: number;
  /** Bytes of those lines, and of the files they refer to. */
  readonly bytes: number;
  /** Of those bytes, the ones of removed lines. */
  readonly removedBytes: number;
  /** Unfinished last lines of an earlier run, cut off at the start. */
  readonly torn: number;
  /** The time of the last line, in epoch seconds. */
  readonly lastEventSeconds: number | undefined;
}

/** Counters that their collection moves. */
export type MutableCounters = {
  -readonly [Key in keyof Counters]: Counters[Key];
};

/**
 * Counters that stand at zero.
 *
 * @returns The counters.
 */
export function newCounters(): MutableCounters {
  return {
    collected: 0,
    recorded: 0,
    sampledOut: 0,
    refused: 0,
    dropped: 0,
    pending: 0,
    merged: 0,
    events: 0,
    removedEvents: 0,
    rows: 0,
    bytes: 0,
    removedBytes: 0,
    torn: 0,
    lastEventSeconds: undefined,
  };
}
