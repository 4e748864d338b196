import { backoffMs, type BackoffOptions } from "../../../ground/backoff.ts";
import type { FollowedFile, ShipResult } from "./followed_file.ts";

/** A size that was seen is trusted after this time: a write that failed has been taken back by then. */
const TRUST_MS = 50;
/** A file that grows gets at most one append in this time, unless enough waits. */
const APPEND_INTERVAL_MS = 1000;
const FULL_BYTES = 1024 * 1024;
const BACKOFF: BackoffOptions = { firstMs: 200, maxMs: 15_000 };

/** When a followed file is shipped next. All times are of `performance.now()`. */
export class ShipSchedule {
  /** The file. */
  readonly source: FollowedFile;
  /** Whether an attempt runs. */
  isBusy: boolean = false;
  /** When the last attempt began. */
  lastMs: number = -Infinity;
  /** The attempts that failed in a row. */
  failures: number = 0;
  readonly #backoff: BackoffOptions;
  #sizeBytes = 0;
  #sizeSeenMs = -Infinity;
  #readableBytes = 0;
  #notBeforeMs = -Infinity;
  /** Up to where the attempt may ship. */
  #endBytes = 0;
  /** Up to where there was no whole line more. */
  #exhaustedBytes = 0;

  /**
   * Makes a schedule; the file is due when it has grown.
   *
   * @param source The file.
   * @param backoff How long to wait after attempts that failed.
   */
  constructor(source: FollowedFile, backoff: BackoffOptions = BACKOFF) {
    this.source = source;
    this.#backoff = backoff;
  }

  /** Up to which byte the file may be read. */
  get readableBytes(): number {
    return this.#readableBytes;
  }

  /** Whether all that may be read is in the store, and nothing came after it. */
  get isShipped(): boolean {
    return this.#readableBytes > 0 &&
      this.source.shippedBytes === this.#readableBytes &&
      this.source.size() === this.#readableBytes;
  }

  /**
   * Looks at the file.
   *
   * @param nowMs The time.
   * @param isLast Whether waiting for more makes no sense.
   * @returns Whether there is something to ship now.
   */
  look(nowMs: number, isLast: boolean): boolean {
    if (nowMs - this.#sizeSeenMs >= TRUST_MS) {
      const size = this.source.size();
      this.#readableBytes = Math.min(this.#sizeBytes, size);
      this.#sizeBytes = size;
      this.#sizeSeenMs = nowMs;
    }
    if (
      this.isBusy || nowMs < this.#notBeforeMs ||
      this.#readableBytes === this.#exhaustedBytes
    ) return false;
    const { shippedBytes } = this.source;
    if (shippedBytes === undefined) return true;
    const waiting = this.#readableBytes - shippedBytes;
    const full = Math.min(FULL_BYTES, this.source.stepBytes);
    return waiting > 0 && (waiting >= full || isLast ||
      nowMs - this.lastMs >= APPEND_INTERVAL_MS);
  }

  /**
   * Whether the file is in the store up to a position, but for an unfinished line.
   *
   * @param bytes The position.
   * @returns Whether nothing before it waits.
   */
  hasShipped(bytes: number): boolean {
    return (this.source.shippedBytes ?? -1) >= bytes ||
      this.#exhaustedBytes >= bytes;
  }

  /**
   * Begins an attempt.
   *
   * @param nowMs The time.
   * @returns Up to which byte it may ship.
   */
  begin(nowMs: number): number {
    this.isBusy = true;
    this.lastMs = nowMs;
    return this.#endBytes = this.#readableBytes;
  }

  /**
   * Takes what came of an attempt.
   *
   * @param result The outcome.
   * @param nowMs The time.
   */
  settle(result: ShipResult, nowMs: number): void {
    this.isBusy = false;
    switch (result.status) {
      case "shipped":
        this.failures = 0;
        return;
      case "nothing":
        this.failures = 0;
        this.#exhaustedBytes = this.#endBytes;
        return;
      case "moved":
        this.#exhaustedBytes = 0;
        this.lastMs = -Infinity;
        return;
      default: {
        this.source.forget();
        this.failures++;
        const askedMs = result.status === "retry" ? result.afterMs ?? 0 : 0;
        const waitMs = backoffMs(this.failures, this.#backoff);
        this.#notBeforeMs = nowMs + Math.max(askedMs, waitMs);
      }
    }
  }
}
