/** What became of the event that was last collected under a context. */
export type Recorded = "recorded" | "sampled-out" | "refused";

/**
 * What ties the events of one scoring together: pass the context that
 * collecting the input gave to the collecting of the output.
 */
export interface CorrelationContext {
  /** The id that becomes `correlationid`, and that sampling is decided by. */
  readonly id: string;
  /** When it happened, in epoch seconds; `undefined` until the first event is collected under it. */
  timestamp: number | undefined;
  /** Written as attributes of the event, their names in lower case without dashes. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the id was made up, so that nobody else knows it; only then may its events be joined with others by batching. */
  readonly isIdMadeUp?: boolean | undefined;
  /** What became of the last event: on its way to the file, left out by sampling, or refused; `undefined` before the first. */
  recorded: Recorded | undefined;
}

/** How to make a {@linkcode BasicCorrelationContext}; whatever is left out is made up. */
export interface CorrelationOptions {
  /** An id of your own; a random UUID if absent or empty. */
  readonly id?: string;
  /** Whether nobody else relies on the id (default: if it was left out). */
  readonly isIdMadeUp?: boolean | undefined;
  /** Epoch seconds; the time of the first collecting if absent. */
  readonly timestamp?: number;
  /** Attributes of your own. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The last moment that four digits of year can say, in epoch seconds. */
const MAX_TIMESTAMP = 253_402_300_799;
const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * A correlation context of an id, a time and headers.
 *
 * @example An id of your own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { BasicCorrelationContext } from "@samla/samla";
 *
 * const context = new BasicCorrelationContext({ id: "order-17" });
 * assertEquals(context.id, "order-17");
 * ```
 */
export class BasicCorrelationContext implements CorrelationContext {
  readonly id: string;
  timestamp: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly isIdMadeUp: boolean;
  recorded: Recorded | undefined = undefined;

  /**
   * Makes a context.
   *
   * @param options The id, the time and the headers.
   * @throws {TypeError} If the id is not a string.
   * @throws {RangeError} If the timestamp is not within the years 1970 to 9999.
   */
  constructor(options: CorrelationOptions = {}) {
    const { id, timestamp, headers = NO_HEADERS } = options;
    if (id !== undefined && typeof id !== "string") {
      throw new TypeError(
        `Cannot make a correlation context: the id is a ${typeof id}, expected a string`,
      );
    }
    if (timestamp !== undefined) checkTimestamp(timestamp);
    this.isIdMadeUp = options.isIdMadeUp ?? !id;
    this.id = id || crypto.randomUUID();
    this.timestamp = timestamp;
    this.headers = headers;
  }

  /** The id. */
  toString(): string {
    return this.id;
  }
}

/**
 * Refuses a time that an event cannot carry.
 *
 * @param timestamp Epoch seconds.
 * @throws {RangeError} If it is not within the years 1970 to 9999.
 */
export function checkTimestamp(timestamp: number): void {
  if (timestamp >= 0 && timestamp <= MAX_TIMESTAMP) return;
  throw new RangeError(
    `Cannot use ${timestamp} as a timestamp: expected epoch seconds from 0 to ${MAX_TIMESTAMP}`,
  );
}
