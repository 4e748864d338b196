/** How often a collection begins a new folder. */
export type RollingRate = "minute" | "hour" | "day" | "month" | "year";

/** The rates, finest first. */
export const ROLLING_RATES: readonly RollingRate[] = [
  "minute",
  "hour",
  "day",
  "month",
  "year",
];

/**
 * How long after a period's end an event of it may still be written into its
 * folder: a file of a past period is final only after this time.
 */
export const LATE_MS = 300_000;

/** Tells the folder of a moment, and remembers the period it computed last. */
export class RollingFolders {
  readonly #rate: RollingRate;
  #startMs = 0;
  #endMs = 0;
  #folder = "";

  /**
   * Makes the folders of a rate.
   *
   * @param rate How often a folder begins.
   */
  constructor(rate: RollingRate) {
    this.#rate = rate;
  }

  /**
   * The folder of a moment, such as `2026/09/30/09` for the rate `hour`, in UTC.
   *
   * @param epochMs The moment.
   * @returns The folder, without slashes at its ends.
   */
  at(epochMs: number): string {
    if (epochMs >= this.#startMs && epochMs < this.#endMs) return this.#folder;
    const { startMs, endMs, folder } = periodOf(this.#rate, epochMs);
    this.#startMs = startMs;
    this.#endMs = endMs;
    this.#folder = folder;
    return folder;
  }

  /**
   * The folder that an event is written to: the one of its own time, if that
   * was at most {@linkcode LATE_MS} ago, so that the output of a scoring that
   * runs across a period's end lies beside its input; else the one of the clock.
   *
   * @param eventMs The event's time.
   * @param clockMs The clock's time.
   * @returns The folder.
   */
  of(eventMs: number, clockMs: number): string {
    const ageMs = clockMs - eventMs;
    return this.at(ageMs >= 0 && ageMs <= LATE_MS ? eventMs : clockMs);
  }
}

function periodOf(
  rate: RollingRate,
  epochMs: number,
): { startMs: number; endMs: number; folder: string } {
  const date = new Date(epochMs);
  const depth = 5 - ROLLING_RATES.indexOf(rate);
  const parts = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
  ].slice(0, depth);
  const next = parts.with(-1, parts.at(-1)! + 1);
  const [year, month, ...rest] = parts;
  const folder = [
    String(year).padStart(4, "0"),
    ...(month === undefined ? [] : [month + 1, ...rest])
      .map((part) => String(part).padStart(2, "0")),
  ].join("/");
  return { startMs: utc(parts), endMs: utc(next), folder };
}

function utc(parts: readonly number[]): number {
  const [year = 0, month = 0, day = 1, hour = 0, minute = 0] = parts;
  return Date.UTC(year, month, day, hour, minute);
}
