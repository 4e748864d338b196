import type { Bytes } from "../../frame/bytes.ts";
import type { AppSettings } from "../app_settings.ts";
import type { RequestIds } from "../request_ids.ts";

/** A request about to be answered. */
export interface Finishing {
  readonly ids: RequestIds;
  readonly settings: AppSettings;
  /** Whether the answer is a script's own stream, to be passed on as it comes. */
  readonly streamed: boolean;
}

/**
 * What is done to every scoring answer before it leaves: it is recorded if the
 * deployment collects answers, and what the request collected is made durable.
 *
 * @param response The answer.
 * @param finishing The request it answers.
 * @returns The answer; a promise only where something waits.
 */
export function finish(
  response: Response,
  finishing: Finishing,
): Response | Promise<Response> {
  const { deployment, logsPayloads } = finishing.settings;
  if (deployment === undefined) return response;
  if (logsPayloads) return recorded(response, finishing);
  const committed = deployment.commit();
  return committed === undefined ? response : committed.then(() => response);
}

async function recorded(
  response: Response,
  finishing: Finishing,
): Promise<Response> {
  const { ids, settings } = finishing;
  const log = (body: Bytes) =>
    settings.deployment?.logResponse({ headers: response.headers, body }, {
      requestId: ids.clientId ?? ids.requestId,
    });
  const { status, headers } = response;
  if (finishing.streamed && response.body !== null) {
    const passed = response.body.pipeThrough(collectingStream(async (body) => {
      log(body);
      await settings.deployment?.commit();
    }));
    return new Response(passed, { status, headers });
  }
  const body = await response.bytes();
  log(body);
  await settings.deployment?.commit();
  const hasBody = status !== 204 && status !== 304;
  return new Response(hasBody ? body : null, { status, headers });
}

/** Passes chunks on as they come; the end of the stream waits for `done`. */
function collectingStream(
  done: (body: Bytes) => Promise<void>,
): TransformStream<Bytes, Bytes> {
  const chunks: Bytes[] = [];
  return new TransformStream({
    transform(chunk, controller) {
      chunks.push(chunk.slice());
      controller.enqueue(chunk);
    },
    async flush() {
      await done(await new Blob(chunks).bytes());
    },
  });
}
