import { pause } from "./pause.ts";

/** How long one piece of long work may keep the event loop, in milliseconds. */
const TURN_MS = 10;

/** Divides long work into turns, between which everything else has its own. */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #started = performance.now();

  /**
   * Work whose first turn begins now.
   *
   * @param signal Ends the work at the end of a turn.
   */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether this turn has taken long enough. */
  get isOver(): boolean {
    return performance.now() - this.#started >= TURN_MS;
  }

  /**
   * Begins the next turn, once everything else had its own.
   *
   * @throws {unknown} The signal's reason.
   */
  async next(): Promise<void> {
    // A timer, since what only queues a message leaves sockets waiting.
    await pause(0, this.#signal);
    this.#started = performance.now();
  }
}
