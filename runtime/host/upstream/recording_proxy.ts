import type { Bytes } from "../../../frame/bytes.ts";
import {
  BasicCorrelationContext,
  type CorrelationContext,
  type Deployment,
} from "../../../collector/mod.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import { ScoringError, STATUS_OF, toScoringError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { PlainResponse } from "../../plain_response.ts";
import { watchedStream } from "../../routes/watched_stream.ts";
import { KeptBody } from "./kept_body.ts";
import { requestTarget } from "./request_target.ts";
import {
  type UpstreamAnswer,
  UpstreamExchange,
  type UpstreamOptions,
} from "./upstream_exchange.ts";

/** What a proxy records, and in front of what it stands. */
export interface RecordingProxyOptions {
  /** The server in front of which it stands. */
  readonly upstream: UpstreamOptions;
  /** The largest body that is recorded; a larger one is passed on all the same. */
  readonly maxBodyBytes: number;
  /** Where it writes what happens. */
  readonly log: Logger;
}

/** An answer up to this size goes out whole, after it was recorded. */
const WHOLE_BYTES = 1024 * 1024;
const LEFT = "its client left before its end";

/** A request that is passed on. */
interface Passing {
  readonly id: string;
  readonly request: Request;
  readonly correlation: CorrelationContext;
}

/**
 * Stands in front of a scoring server as Azure's platform does: passes requests
 * and answers on as they come, and records them in the collections `request`
 * and `response`. The correlation id is the `x-request-id`, which the server is
 * given too; one is made for a request that has none.
 *
 * @param deployment The deployment that collects.
 * @param options The server, and the largest body that is recorded.
 * @returns The handler.
 */
export function recordingProxy(
  deployment: Deployment,
  options: RecordingProxyOptions,
): (request: Request) => Promise<Response> {
  const proxy = new RecordingProxy(deployment, options);
  return (request) => proxy.pass(request);
}

class RecordingProxy {
  readonly #deployment: Deployment;
  readonly #options: RecordingProxyOptions;

  constructor(deployment: Deployment, options: RecordingProxyOptions) {
    this.#deployment = deployment;
    this.#options = options;
  }

  async pass(request: Request): Promise<Response> {
    const id = request.headers.get("x-request-id") || crypto.randomUUID();
    const exchange = new UpstreamExchange(
      request,
      { "x-request-id": id },
      this.#options.upstream,
    );
    const kept = this.#keeping("request");
    try {
      await exchange.sendBody((part) => kept.add(part));
    } catch (error) {
      return this.#failed(error, id);
    }
    const passing = {
      id,
      request,
      correlation: this.#recordRequest({ id, request }, kept),
    };
    try {
      return await this.#answered(await exchange.answer(), passing);
    } catch (error) {
      const failure = this.#failed(error, id);
      if (isGone(error)) this.#refuse("response", LEFT);
      else this.#recordResponse(failure.headers, passing, failure.content);
      await this.#deployment.commit();
      return failure;
    }
  }

  async #answered(
    { status, headers, body }: UpstreamAnswer,
    passing: Passing,
  ): Promise<Response> {
    if (!headers.has("x-request-id")) headers.set("x-request-id", passing.id);
    const declared = headers.get("content-length");
    if (body === null) {
      this.#recordResponse(headers, passing);
      await this.#deployment.commit();
      // An answer to HEAD says how long the body would be.
      const none = passing.request.method === "HEAD"
        ? new Blob([]).stream()
        : null;
      return new Response(none, { status, headers });
    }
    if (declared !== null && Number(declared) <= WHOLE_BYTES) {
      const content = await new Response(body).bytes();
      this.#recordResponse(headers, passing, content);
      await this.#deployment.commit();
      return new PlainResponse(content, { status, headers });
    }
    const kept = this.#keeping("response");
    const passed = watchedStream(body, {
      passed: (part) => kept.add(part),
      ended: () => {
        const { whole } = kept;
        if (whole !== undefined) this.#recordResponse(headers, passing, whole);
        else this.#refuse("response", tooLong(this.#options.maxBodyBytes));
        return this.#deployment.commit();
      },
      broke: (error) => {
        this.#refuse("response", `it broke off after ${kept.length} bytes`);
        this.#warn(error, passing.id);
        return this.#deployment.commit();
      },
      left: () => {
        this.#refuse("response", LEFT);
        return this.#deployment.commit();
      },
    });
    return new Response(passed, { status, headers });
  }

  #keeping(collection: string): KeptBody {
    const isCollected = this.#deployment.collection(collection) !== undefined;
    return new KeptBody(isCollected ? this.#options.maxBodyBytes : 0);
  }

  #recordRequest(
    { id, request }: { readonly id: string; readonly request: Request },
    kept: KeptBody,
  ): CorrelationContext {
    const { whole } = kept;
    if (whole === undefined) {
      this.#refuse("request", tooLong(this.#options.maxBodyBytes));
      return new BasicCorrelationContext({ id });
    }
    const { method, headers } = request;
    return this.#deployment.logRequest({
      method,
      path: requestTarget(request),
      headers,
      body: whole,
    }, { requestId: id });
  }

  #recordResponse(
    headers: Headers,
    { id, correlation }: Passing,
    content: Bytes | string = "",
  ): void {
    const body = typeof content === "string"
      ? new TextEncoder().encode(content)
      : content;
    this.#deployment.logResponse({ headers, body }, {
      requestId: id,
      correlation,
    });
  }

  /** Counts a message that is passed on and not recorded. */
  #refuse(name: string, why: string): void {
    const collection = this.#deployment.collection(name);
    if (collection === undefined) return;
    this.#options.log.warn(`A ${name} is not collected: ${why}`);
    collection.refuse(new BasicCorrelationContext());
  }

  #failed(error: unknown, id: string): PlainResponse {
    const { code, message } = toScoringError(error);
    this.#warn(error, id);
    return new PlainResponse(JSON.stringify({ message }), {
      status: STATUS_OF[code],
      headers: { "content-type": "application/json", "x-request-id": id },
    });
  }

  #warn(error: unknown, requestId: string): void {
    const cause = error instanceof ScoringError ? error.cause : undefined;
    const { hostname, port } = this.#options.upstream;
    this.#options.log[isGone(error) ? "debug" : "warn"](
      `${reasonOf(error)} (http://${hostname}:${port}${
        cause === undefined ? "" : `, ${reasonOf(cause)}`
      })`,
      { requestId },
    );
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ScoringError && error.code === "client-gone";
}

function tooLong(maxBytes: number): string {
  return `it is longer than ${maxBytes} bytes (--max-body-bytes)`;
}
