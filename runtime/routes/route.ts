import type { AppSettings } from "../app_settings.ts";
import type { ErrorCode } from "../errors.ts";
import type { ReadIds } from "../request_ids.ts";
import type { ScoreResponse } from "../score_response.ts";

/** The headers of an answer, as far as they are known; each answer has its own. */
export type AnswerHeaders = Record<string, string>;

/** Why there is no answer; the message is for the client. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cause?: unknown;
}

/** What a model answered, and how long it took. */
export interface Scored {
  readonly answer: ScoreResponse | Response;
  readonly scoreMs: number;
}

/** How the answers of some routes look. */
export interface AnswerStyle {
  /** The headers that every answer has. */
  headers(ids: ReadIds, settings: AppSettings): AnswerHeaders;
  /** Writes a failure; the headers are completed. */
  failed(failure: Failure, headers: AnswerHeaders): Response;
}

/** A route on which a model is asked: what differs from the others. */
export interface Route extends AnswerStyle {
  /** Its path, for metrics. */
  readonly path: string;
  /** Writes what the model answered; the headers are completed. */
  answered(
    scored: Scored,
    headers: AnswerHeaders,
    request: Request,
  ): Response;
}
