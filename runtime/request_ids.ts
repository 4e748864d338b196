import { ScoringError } from "./errors.ts";
import type { Logger } from "./logger.ts";

/** The ids of one request, and what goes back with the answer. */
export interface RequestIds {
  /** `x-request-id`, made if the client gave none. */
  readonly requestId: string;
  /** `x-ms-request-id`, the deprecated one: the client's, else the client id, else the request id. */
  readonly legacyId: string;
  /** `x-ms-client-request-id`; absent if the client sent neither it nor the deprecated one. */
  readonly clientId: string | undefined;
  /** Whether the client gave none of them. */
  readonly isMadeUp: boolean;
  /** `TraceId`, echoed. */
  readonly traceId: string | undefined;
}

/** The ids that an answer carries; any may be absent. */
export type IdHeaders = { readonly [K in keyof RequestIds]?: RequestIds[K] };

/** What came of reading the ids: they, or the failure with the ids that may still be answered. */
export type ReadIds =
  | RequestIds
  | { readonly failure: ScoringError; readonly ids: IdHeaders };

const MAX_ID_LENGTH = 100;
// What azmlinfsrv says, word for word.
const DEPRECATED =
  "x-ms-request-id header has been deprecated and will be removed from future versions of the server. Please use x-ms-client-request-id.";

/**
 * The request's ids as azmlinfsrv decides them: from `x-request-id`,
 * `x-ms-request-id` and `x-ms-client-request-id`.
 *
 * @param headers The request's headers.
 * @returns The ids, or the failure with the ids that may still be answered.
 */
export function readRequestIds(headers: Headers): ReadIds {
  const given = headers.get("x-request-id");
  const legacy = headers.get("x-ms-request-id") ?? "";
  let client = headers.get("x-ms-client-request-id") ?? "";
  const traceId = headers.get("traceid") ?? undefined;
  const requestId = given ?? crypto.randomUUID();
  if (requestId.length > MAX_ID_LENGTH) {
    return {
      failure: tooLong("x-request-id"),
      ids: { traceId },
    };
  }
  if (legacy !== "" && client === "") client = legacy;
  const legacyId = legacy !== "" ? legacy : client !== "" ? client : requestId;
  if (legacyId.length > MAX_ID_LENGTH || client.length > MAX_ID_LENGTH) {
    return {
      failure: tooLong("x-ms-request-id and x-ms-client-request-id"),
      ids: { requestId, traceId },
    };
  }
  return {
    requestId,
    legacyId,
    clientId: client === "" ? undefined : client,
    isMadeUp: given === null && client === "",
    traceId,
  };
}

/**
 * Writes the ids into the headers of an answer.
 *
 * @param headers The answer's headers, so far.
 * @param ids The ids to add.
 */
export function addIdHeaders(
  headers: Record<string, string>,
  ids: IdHeaders,
): void {
  if (ids.requestId) headers["x-request-id"] = ids.requestId;
  if (ids.legacyId) headers["x-ms-request-id"] = ids.legacyId;
  if (ids.clientId) headers["x-ms-client-request-id"] = ids.clientId;
  if (ids.traceId !== undefined) headers["traceid"] = ids.traceId;
}

/**
 * Says once that a header is deprecated: who sends it learns it from the log.
 *
 * @param log Where it is said.
 * @returns Looks at the headers of a request.
 */
export function legacyIdTeller(log: Logger): (headers: Headers) => void {
  let isTold = false;
  return (headers) => {
    if (isTold || !headers.get("x-ms-request-id")) return;
    isTold = true;
    log.warn(DEPRECATED);
  };
}

function tooLong(headers: string): ScoringError {
  return new ScoringError(
    "request-id-too-long",
    `${headers} must not exceed ${MAX_ID_LENGTH} characters`,
  );
}
