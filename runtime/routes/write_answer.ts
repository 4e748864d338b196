import { PlainResponse } from "../plain_response.ts";
import type { ScoreResponse } from "../score_response.ts";
import type { AnswerHeaders } from "./route.ts";

/**
 * Makes a response of an answer.
 *
 * @param answer The answer.
 * @param headers The headers so far; the answer's own are added.
 * @returns The response.
 */
export function writeAnswer(
  answer: ScoreResponse,
  headers: AnswerHeaders,
): Response {
  const { status, body, contentType } = answer;
  if (answer.headers !== undefined) Object.assign(headers, answer.headers);
  headers["content-type"] = contentType;
  return new PlainResponse(body, { status, headers });
}
