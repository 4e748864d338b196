import { ModelError } from "../errors.ts";

/** A tracking server that cannot be asked, or that has no answer. No message holds a credential. */
export class TrackingError extends ModelError {
  /** The HTTP status of the answer; `undefined` if there was none. */
  readonly status: number | undefined;

  /**
   * Makes the error.
   *
   * @param message What could not be read, what was seen, what to do.
   * @param options The status of the answer, and the cause.
   */
  constructor(
    message: string,
    options: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }

  /**
   * Whether the server is away: nothing was answered, or that it cannot answer
   * now. What was known of it before is then still the best there is.
   */
  get isAway(): boolean {
    return this.status === undefined || isPassing(this.status);
  }
}

/**
 * Whether an answer says that the same request may succeed later.
 *
 * @param status The HTTP status.
 * @returns True of 408, 429 and 5xx.
 */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}
