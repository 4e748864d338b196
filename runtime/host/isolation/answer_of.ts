import type { Bytes } from "../../../frame/bytes.ts";
import { ScoringError } from "../../errors.ts";
import type { ScoreResponse } from "../../score_response.ts";
import type { SentAnswer, SentError, SentFailure } from "./module_start.ts";

/**
 * A whole answer of another process.
 *
 * @param sent How it begins.
 * @param body Its body.
 * @returns The answer.
 */
export function answerOf(
  sent: SentAnswer,
  body: Bytes,
): ScoreResponse | Response {
  const { status, contentType, headers } = sent;
  if (contentType === undefined) {
    return new Response(null, { status, headers: pairs(headers) });
  }
  return { status, contentType, body, headers: Object.fromEntries(headers) };
}

/**
 * Why another process has no answer.
 *
 * @param sent What it says.
 * @returns The failure.
 */
export function failureOf(
  { code, message, cause }: SentFailure,
): ScoringError {
  return new ScoringError(
    code,
    message,
    cause === undefined ? {} : { cause: errorOf(cause) },
  );
}

/**
 * An error as another process had it, for the log.
 *
 * @param sent What is known of it.
 * @returns The error.
 */
export function errorOf({ name, message, stack }: SentError): Error {
  const error = new Error(String(message));
  error.name = String(name);
  error.stack = String(stack);
  return error;
}

/**
 * Headers as the platform takes them.
 *
 * @param headers The headers.
 * @returns Pairs.
 */
export function pairs(headers: SentAnswer["headers"]): [string, string][] {
  return headers.map(([name, value]) => [name, value]);
}
