import { status } from "@grpc/grpc-js";

/** Why a call is not answered. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  /** The kind of failure, as gRPC has it. */
  readonly code: status;

  /**
   * Makes the error.
   *
   * @param code The kind of failure.
   * @param message What the client may read.
   */
  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

/** What HTTP's kinds of failures are to gRPC. */
const CODES: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  405: status.UNIMPLEMENTED,
  408: status.DEADLINE_EXCEEDED,
  413: status.RESOURCE_EXHAUSTED,
  415: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  431: status.INVALID_ARGUMENT,
  499: status.CANCELLED,
  501: status.UNIMPLEMENTED,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};
/** The deadline is 500 over HTTP, as Azure ML has it. */
const OVERSTAYED = /^Scoring timeout after \d+ ms$/;

/**
 * The failure of a call, as it was answered over HTTP.
 *
 * @param response The answer.
 * @returns The error.
 */
export async function grpcError(response: Response): Promise<GrpcError> {
  const text = await response.text();
  let message = text;
  try {
    const value = JSON.parse(text);
    message = String(value.error ?? value.message ?? text);
  } catch {
    // It is a text already.
  }
  const code = OVERSTAYED.test(message)
    ? status.DEADLINE_EXCEEDED
    : CODES[response.status] ?? status.INTERNAL;
  return new GrpcError(code, message);
}
