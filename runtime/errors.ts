import type { InputErrorCode } from "../mlflow/mod.ts";

/** What kind of failure a request met. */
export type ErrorCode =
  | "bad-input"
  | "not-found"
  | "wrong-method"
  | "unsupported-media-type"
  | "unsupported-coding"
  | "too-large"
  | "request-id-too-long"
  | "request-timeout"
  | "too-many-requests"
  | "headers-too-large"
  | "uri-too-long"
  | "client-gone"
  | "script-failure"
  | "timeout"
  | "internal"
  | "not-implemented"
  | "upstream-failure"
  | "unavailable"
  | "upstream-timeout"
  | "version-not-supported";

/** The one table from kinds of failures to HTTP statuses. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  "bad-input": 400,
  "not-found": 404,
  "wrong-method": 405,
  "unsupported-media-type": 415,
  "unsupported-coding": 415,
  "too-large": 413,
  "request-id-too-long": 431,
  "request-timeout": 408,
  "too-many-requests": 429,
  "headers-too-large": 431,
  "uri-too-long": 414,
  // Nobody reads this one; it is nginx's, for the metrics.
  "client-gone": 499,
  "script-failure": 500,
  "timeout": 500,
  "internal": 500,
  "not-implemented": 501,
  "upstream-failure": 502,
  "unavailable": 503,
  "upstream-timeout": 504,
  "version-not-supported": 505,
};

/** The kind of failure behind each of MLflow's names for a faulty input. */
export const INPUT_ERROR_KIND: Readonly<Record<InputErrorCode, ErrorCode>> = {
  BAD_REQUEST: "bad-input",
  INVALID_PARAMETER_VALUE: "bad-input",
  INTERNAL_ERROR: "internal",
  NOT_IMPLEMENTED: "not-implemented",
};

/**
 * A request that could not be scored. The message is for the client; what only
 * the log may know is the `cause`.
 */
export class ScoringError extends Error {
  override readonly name = "ScoringError";
  /** What kind of failure it is. */
  readonly code: ErrorCode;

  /**
   * Makes the error.
   *
   * @param code What kind of failure it is.
   * @param message What the client may read.
   * @param options The cause, for the log.
   */
  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
  }
}

/** Azure's text for a script that failed; the reason goes to the log alone. */
export const SCRIPT_FAILURE =
  "An unexpected error occurred in scoring script. Check the logs for more info.";

/** Azure's text for a host that failed; the reason goes to the log alone. */
export const INTERNAL_FAILURE =
  "An unexpected internal error occurred. Check the logs for more info.";

/**
 * Anything thrown as a {@linkcode ScoringError}: what is not one becomes an
 * internal failure that tells the client nothing.
 *
 * @param error What was thrown.
 * @returns The failure.
 */
export function toScoringError(error: unknown): ScoringError {
  if (error instanceof ScoringError) return error;
  return new ScoringError("internal", INTERNAL_FAILURE, { cause: error });
}
