const MINUTE_MS = 60_000;

/**
 * So many requests a minute: they may come all at once, and are then let in as
 * the minute passes.
 */
export class RateLimit {
  readonly #perMinute: number;
  readonly #now: () => number;
  #left: number;
  #at: number;

  /**
   * Begins with all that may come in a minute.
   *
   * @param perMinute How many may come in a minute.
   * @param now The time, in milliseconds.
   */
  constructor(
    perMinute: number,
    now: () => number = performance.now.bind(performance),
  ) {
    this.#perMinute = perMinute;
    this.#now = now;
    this.#left = perMinute;
    this.#at = now();
  }

  /**
   * Takes one request.
   *
   * @returns After how many seconds it may come again; 0 where it is in.
   */
  take(): number {
    const now = this.#now();
    const passed = (now - this.#at) / MINUTE_MS;
    this.#at = now;
    this.#left = Math.min(
      this.#perMinute,
      this.#left + passed * this.#perMinute,
    );
    if (this.#left >= 1) {
      this.#left--;
      return 0;
    }
    const waitMs = (1 - this.#left) / this.#perMinute * MINUTE_MS;
    return Math.max(1, Math.ceil(waitMs / 1000));
  }
}
