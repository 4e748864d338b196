import type { Bytes } from "../../frame/bytes.ts";
import { joinChunks } from "../../ground/join_chunks.ts";
import { toError } from "../../ground/to_error.ts";
import { BasicCorrelationContext } from "../../collector/mod.ts";
import type { AppSettings } from "../app_settings.ts";
import type { RequestIds } from "../request_ids.ts";
import type { RequestTrace } from "../request_trace.ts";
import { PlainResponse } from "../plain_response.ts";
import { watchedStream } from "./watched_stream.ts";

/** A request about to be answered. */
export interface Finishing {
  /** The route's path, for metrics. */
  readonly route: string;
  readonly ids: RequestIds;
  readonly settings: AppSettings;
  /** Whether the answer is a script's own stream, to be passed on as it comes. */
  readonly streamed: boolean;
  /** What is told of the request, if it is followed. */
  readonly trace: RequestTrace | undefined;
}

/**
 * What is done to every scoring answer before it leaves: it is recorded if the
 * deployment collects answers, and what the request collected is made durable.
 * A stream is recorded, and its end waits for what it collected, when it has
 * passed; one that fails half-way is logged and counted.
 *
 * @param response The answer.
 * @param finishing The request it answers.
 * @returns The answer; a promise only where something waits.
 */
export function finish(
  response: Response,
  finishing: Finishing,
): Response | Promise<Response> {
  const { body } = response;
  if (finishing.streamed && body !== null) {
    return passedOn(response, body, finishing);
  }
  const { trace } = finishing;
  const kept = committed(response, finishing);
  if (trace === undefined) return kept;
  const end = (answer: Response) => {
    trace.end(answer.status, answer.headers);
    return answer;
  };
  return kept instanceof Promise ? kept.then(end) : end(kept);
}

function committed(
  response: Response,
  finishing: Finishing,
): Response | Promise<Response> {
  const { settings: { deployment, logsPayloads }, trace } = finishing;
  if (deployment === undefined) return response;
  trace?.step("collect");
  if (logsPayloads) return recorded(response, finishing);
  const written = deployment.commit();
  return written === undefined ? response : written.then(() => response);
}

async function recorded(
  response: Response,
  finishing: Finishing,
): Promise<Response> {
  const { status, headers } = response;
  const body = await response.bytes();
  record(response, body, finishing);
  await finishing.settings.deployment?.commit();
  const hasBody = status !== 204 && status !== 304;
  return new PlainResponse(hasBody ? body : undefined, { status, headers });
}

function record(
  { headers }: Response,
  body: Bytes,
  { ids, settings }: Finishing,
): void {
  settings.deployment?.logResponse({ headers, body }, {
    requestId: ids.clientId ?? ids.requestId,
  });
}

function passedOn(
  response: Response,
  body: ReadableStream<Uint8Array>,
  finishing: Finishing,
): Response {
  const { status, headers } = response;
  const { settings, ids, route, trace } = finishing;
  const { deployment, log, metrics, maxBodyBytes } = settings;
  const collection = deployment?.collection("response");
  const chunks: Bytes[] = [];
  let length = 0;
  const isKept = () => collection !== undefined && length <= maxBodyBytes;
  const refuse = (why: string) => {
    if (collection === undefined) return;
    log.warn(`An answer is not collected: ${why}`, {
      requestId: ids.requestId,
    });
    collection.refuse(new BasicCorrelationContext());
  };
  trace?.step("write");
  const passed = watchedStream(body, {
    passed(part) {
      length += part.length;
      if (isKept()) chunks.push(part.slice());
      else chunks.length = 0;
    },
    ended() {
      if (isKept()) record(response, joinChunks(chunks, length), finishing);
      else refuse(`it is longer than the limit of ${maxBodyBytes} bytes`);
      trace?.end(status, headers);
      return deployment?.commit();
    },
    broke(error) {
      const { stack } = toError(error);
      log.error(`An answer of ${route} broke off after ${length} bytes`, {
        requestId: ids.requestId,
        cause: stack,
      });
      metrics?.broke(route);
      refuse("it broke off");
      trace?.failed(error);
      trace?.end(status, headers);
      return deployment?.commit();
    },
    left() {
      refuse("its client left before its end");
      trace?.end(status, headers);
      return deployment?.commit();
    },
  });
  return new Response(passed, { status, headers });
}
