import { pause } from "../ground/pause.ts";
import { ScoringError } from "./errors.ts";

/** How many requests are let in. */
export interface RequestGateOptions {
  /** How many are in at once. */
  readonly atOnce: number;
  /** How long one waits to be let in, in milliseconds. */
  readonly queueMs: number;
}

/**
 * Lets so many requests in at once, as many wait, each for so long, and refuses
 * the others before their bodies are read: what a host has in memory does not
 * grow with the rate at which it is asked.
 */
export class RequestGate {
  readonly #options: RequestGateOptions;
  /** Those that wait; who is let in has its wait ended. */
  readonly #queue: AbortController[] = [];
  #inside = 0;
  #refused = 0;

  /**
   * Makes the gate.
   *
   * @param options How many are let in.
   */
  constructor(options: RequestGateOptions) {
    this.#options = options;
  }

  /** How many are in. */
  get inside(): number {
    return this.#inside;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** How many were refused, since it was made. */
  get refused(): number {
    return this.#refused;
  }

  /** After how many seconds one that was refused may ask again. */
  get retryAfterSeconds(): number {
    return Math.max(1, Math.ceil(this.#options.queueMs / 1000));
  }

  /**
   * Lets a request in: at once, or as soon as another leaves. Who was let in
   * has to {@linkcode leave}.
   *
   * @returns Nothing where it is in; a promise where it waits.
   * @throws {ScoringError} `too-many-requests` if as many wait as are let in.
   * @throws {ScoringError} `unavailable` if it has waited too long.
   */
  enter(): undefined | Promise<void> {
    const { atOnce, queueMs } = this.#options;
    if (this.#inside < atOnce) {
      this.#inside++;
      return undefined;
    }
    if (this.#queue.length >= atOnce) {
      this.#refused++;
      throw new ScoringError(
        "too-many-requests",
        `The host answers ${atOnce} requests and as many wait: send this one again later`,
      );
    }
    const waiting = new AbortController();
    this.#queue.push(waiting);
    return this.#wait(waiting, queueMs);
  }

  async #wait(waiting: AbortController, queueMs: number): Promise<void> {
    try {
      await pause(queueMs, waiting.signal);
    } catch {
      // Whose wait is ended is in, in the place of one that left.
      return;
    }
    if (waiting.signal.aborted) return;
    this.#queue.splice(this.#queue.indexOf(waiting), 1);
    this.#refused++;
    throw new ScoringError(
      "unavailable",
      `The request has waited ${queueMs} ms for others to be answered: send it again later`,
    );
  }

  /** Lets a request out, and the one in that waits longest. */
  leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#inside--;
    else next.abort();
  }
}
