/**
 * A model that cannot be loaded or served. The message says which file or key,
 * what was seen and what would do.
 */
export class ModelError extends Error {
  /** `ModelError`. */
  override readonly name = "ModelError";
}

/**
 * MLflow's names for what is wrong with a request; each has one HTTP status in
 * the protocol that answers.
 */
export type InputErrorCode =
  | "BAD_REQUEST"
  | "INVALID_PARAMETER_VALUE"
  | "INTERNAL_ERROR"
  | "NOT_IMPLEMENTED";

/** An input that a model cannot take. The message is safe to show to the client. */
export class InputError extends Error {
  /** `InputError`. */
  override readonly name = "InputError";
  /** What kind of fault it is, as MLflow names it. */
  readonly code: InputErrorCode;
  /** Whether the input does not fit the model's signature, which MLflow tells apart from other faults. */
  readonly isSchemaMismatch: boolean;

  /**
   * Makes the error.
   *
   * @param message What could not be done, what was seen, what to do; it holds no payload.
   * @param options The code (default `BAD_REQUEST`), whether the signature refused the input, and the cause.
   */
  constructor(
    message: string,
    options: {
      readonly code?: InputErrorCode;
      readonly isSchemaMismatch?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = options.code ?? "BAD_REQUEST";
    this.isSchemaMismatch = options.isSchemaMismatch ?? false;
  }
}

/** A body of a media type or an encoding that the protocol does not take. The message is safe to show to the client. */
export class UnsupportedMediaTypeError extends Error {
  /** `UnsupportedMediaTypeError`. */
  override readonly name = "UnsupportedMediaTypeError";
}
