import type { ScoreRequest } from "../../model.ts";
import type { SentScore } from "./module_start.ts";

/**
 * A request as it is sent to who scores it, without its body.
 *
 * @param request The request.
 * @param beginBy Until when it may be begun, in epoch milliseconds.
 * @returns What is sent.
 */
export function sentScore(
  request: ScoreRequest,
  beginBy: number,
): SentScore {
  return {
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    contentType: request.contentType,
    requestId: request.id,
    clientId: request.clientId,
    isIdMadeUp: request.isIdMadeUp ?? false,
    protocol: request.protocol,
    beginBy,
  };
}
