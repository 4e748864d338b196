import type { Logger } from "./logger.ts";

/** A request that was answered, as one line tells it. */
export interface LoggedRequest {
  /** How it was asked, as `POST`. */
  readonly method: string;
  /** The route, as `/score`; `other` where no model was asked. */
  readonly route: string;
  /** The status of its answer. */
  readonly status: number;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  /** The answer's headers, which have the request's ids. */
  readonly headers: Headers;
}

/** How many lines are written a second. */
export interface RequestLogOptions {
  /** Where they are written. */
  readonly log: Logger;
  /** At most so many requests have a line in one second; the others are counted. */
  readonly linesPerSecond: number;
  /** Whose requests they are, as `iris/blue`. */
  readonly deployment: string;
  /** The time, in milliseconds. */
  readonly now?: () => number;
}

const SECOND_MS = 1000;

/**
 * Tells each request in a line, up to so many a second. What has none is
 * counted, and told with the next line after that second: no request is
 * without a trace.
 */
export class RequestLog {
  readonly #options: RequestLogOptions;
  readonly #now: () => number;
  #second = -1;
  #lines = 0;
  #untold = 0;

  /**
   * Begins the log.
   *
   * @param options Where and how much is written.
   */
  constructor(options: RequestLogOptions) {
    this.#options = options;
    this.#now = options.now ?? performance.now.bind(performance);
  }

  /**
   * Tells a request.
   *
   * @param request The request, answered.
   */
  tell(request: LoggedRequest): void {
    const second = Math.floor(this.#now() / SECOND_MS);
    if (second !== this.#second) this.#begin(second);
    if (this.#lines >= this.#options.linesPerSecond) {
      this.#untold++;
      return;
    }
    this.#lines++;
    const { method, route, status, ms, headers } = request;
    const requestId = headers.get("x-request-id");
    const clientRequestId = headers.get("x-ms-client-request-id");
    this.#options.log.info(
      `${method} ${route} ${status} ${ms.toFixed(1)} ms`,
      {
        deployment: this.#options.deployment,
        ...(requestId === null ? {} : { requestId }),
        ...(clientRequestId === null ? {} : { clientRequestId }),
      },
    );
  }

  /** Tells how many requests have had no line, if any. */
  finish(): void {
    if (this.#untold === 0) return;
    this.#options.log.info(
      `${this.#untold} requests more were answered, without a line each`,
      { deployment: this.#options.deployment },
    );
    this.#untold = 0;
  }

  #begin(second: number): void {
    this.finish();
    this.#second = second;
    this.#lines = 0;
  }
}
