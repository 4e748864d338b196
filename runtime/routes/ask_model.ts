import type { Bytes } from "../../frame/bytes.ts";
import type { AppSettings } from "../app_settings.ts";
import { requestedCodings } from "../codings/requested_codings.ts";
import { unpackBody, unpackedHeaders } from "../codings/unpack_body.ts";
import { ScoringError, toScoringError } from "../errors.ts";
import type { ScoringModel } from "../model.ts";
import type { ProtocolName } from "../protocols.ts";
import { missingPermission } from "../missing_permission.ts";
import { readBody } from "../read_body.ts";
import type { RequestIds } from "../request_ids.ts";
import type { RequestTrace } from "../request_trace.ts";
import { RequestSignal } from "../request_signal.ts";
import { requestUrl } from "../request_url.ts";
import type { Scored } from "./route.ts";

/** What came of asking the model: an answer, or why there is none. */
export type Outcome =
  | Scored
  | { readonly failure: ScoringError };

const NO_NAMES: readonly string[] = [];

/** A request on its way to the model. */
export interface Asked {
  readonly request: Request;
  readonly ids: RequestIds;
  readonly protocol: ProtocolName;
  /** What is told of it, if it is followed. */
  readonly trace: RequestTrace | undefined;
}

/**
 * Reads a request's body, asks the model within the deadline, records the
 * request if it is collected, and writes failures to the log. It never throws.
 *
 * @param model The model that scores.
 * @param asked The request, with its ids.
 * @param settings The host's settings.
 * @returns The answer or the failure; a promise, as a body is read.
 */
export async function askModel(
  model: ScoringModel,
  asked: Asked,
  settings: AppSettings,
): Promise<Outcome> {
  const { request, ids, trace } = asked;
  const { gate } = settings;
  let isInside = false;
  try {
    const entered = gate?.enter();
    if (entered !== undefined) await entered;
    isInside = true;
    trace?.step("read");
    const url = requestUrl(request);
    const packing = request.headers.get("content-encoding");
    const names = packing === null
      ? NO_NAMES
      : requestedCodings(packing, settings.codings);
    const read = readBody(request, settings.maxBodyBytes);
    let body = read instanceof Promise ? await read : read;
    let { headers } = request;
    if (names.length > 0) {
      body = await unpackBody(body, {
        names,
        codings: settings.codings,
        maxBytes: settings.maxBodyBytes,
      });
      headers = unpackedHeaders(headers, body.length);
    }
    if (settings.logsPayloads) {
      trace?.step("collect");
      logRequest(asked, { url, headers, body }, settings);
    }
    using waited = new RequestSignal(request);
    const started = performance.now();
    const scored = model.score({
      id: ids.requestId,
      clientId: ids.clientId ?? ids.requestId,
      isIdMadeUp: ids.isMadeUp,
      protocol: asked.protocol,
      method: request.method,
      url: request.url,
      headers,
      contentType: request.headers.get("content-type") ?? "",
      body,
      ...(trace === undefined ? {} : { trace }),
    }, waited);
    const answer = scored instanceof Promise
      ? await withinDeadline(scored, settings.timeoutMs, waited)
      : scored;
    return { answer, scoreMs: performance.now() - started };
  } catch (error) {
    const failure = isAbort(error) && request.signal.aborted
      ? new ScoringError("client-gone", "The client left before the answer")
      : toScoringError(error);
    trace?.failed(failure.cause ?? failure);
    logFailure(failure, asked, settings);
    return { failure };
  } finally {
    if (isInside) gate?.leave();
  }
}

/** A timer of more than this, 24 days, would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The deadline stops the waiting, and code that was given the signal. */
function withinDeadline<T>(
  work: Promise<T>,
  timeoutMs: number,
  waited: RequestSignal,
): Promise<T> {
  if (timeoutMs === 0) return work;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const message = `Scoring timeout after ${timeoutMs} ms`;
      reject(new ScoringError("timeout", message));
      waited.abort(new DOMException(message, "TimeoutError"));
      // What makes the parts of an answer that comes too late is to end.
      void work.then(giveUp).catch(() => {});
    }, Math.min(timeoutMs, LONGEST_TIMER_MS));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function giveUp(answer: unknown): Promise<void> {
  if (answer instanceof Response) await answer.body?.cancel();
}

/** Whether code stopped because it was told to. */
function isAbort(error: unknown): boolean {
  const cause = error instanceof ScoringError ? error.cause : error;
  return cause instanceof Error && cause.name === "AbortError";
}

function logRequest(
  { request, ids }: Asked,
  { url, headers, body }: {
    readonly url: URL;
    readonly headers: Headers;
    readonly body: Bytes;
  },
  settings: AppSettings,
): void {
  settings.deployment?.logRequest({
    method: request.method,
    path: url.pathname + url.search,
    headers,
    body,
  }, { requestId: ids.clientId ?? ids.requestId });
}

function logFailure(
  failure: ScoringError,
  asked: Asked,
  settings: AppSettings,
): void {
  const about = `${asked.request.method} ${asked.protocol} request`;
  if (failure.cause !== undefined && failure.code !== "bad-input") {
    const { requestId } = asked.ids;
    const missing = missingPermission(failure.cause);
    if (missing !== undefined) {
      const { access, flag, place } = missing;
      settings.log.error(
        `${about} failed: it needs ${access}, which was not granted; start samla with ${flag}`,
        { requestId, ...(place === undefined ? {} : { place }) },
      );
      return;
    }
    const cause = failure.cause instanceof Error
      ? failure.cause.stack ?? failure.cause.message
      : String(failure.cause);
    settings.log.error(`${about} failed: ${failure.message}`, {
      requestId,
      cause,
    });
    return;
  }
  settings.log.debug(`${about} refused: ${failure.message}`, {
    requestId: asked.ids.requestId,
  });
}
