/** What is behind is brought in steps of this size, on a link that takes them. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Smaller steps are not tried. */
const MIN_BYTES = 64 * 1024;
/** A step below this was cut more than once: even a single line is then brought in parts. */
const SPLIT_BYTES = 1024 * 1024;

/**
 * How much one append brings. A link, a proxy or a store may fail all that is
 * longer than something: half of what failed is tried next, and after a success
 * an eighth more.
 */
export class AppendStep {
  #bytes = MAX_BYTES;

  /** The bytes of the next append, at most; a line that is longer goes alone. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a line that is longer than the step goes in parts. */
  get splitsLines(): boolean {
    return this.#bytes < SPLIT_BYTES;
  }

  /** The most appends that bytes can take. */
  static appendsOf(bytes: number): number {
    return Math.ceil(bytes / MIN_BYTES);
  }

  /** Takes note that an append succeeded. */
  succeed(): void {
    this.#bytes = Math.min(MAX_BYTES, Math.floor(this.#bytes * 1.125));
  }

  /**
   * Takes note that nobody knows what became of an append, or that it was refused.
   *
   * @param sentBytes How long it was.
   */
  fail(sentBytes: number): void {
    const bytes = Math.min(this.#bytes, sentBytes);
    this.#bytes = Math.max(MIN_BYTES, Math.floor(bytes / 2));
  }
}
