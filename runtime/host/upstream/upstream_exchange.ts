import { type ClientRequest, type IncomingMessage, request } from "node:http";
import type { Bytes } from "../../../frame/bytes.ts";
import { ScoringError } from "../../errors.ts";
import { clientGone } from "../http/request_body.ts";
import { endToEndHeaders } from "./end_to_end_headers.ts";
import { requestTarget } from "./request_target.ts";
import type { UpstreamPlace } from "./upstream_place.ts";

const CLOSED = "The connection was closed";
/** Statuses after which no body follows. */
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** A server that is asked, and how long it may take. */
export interface UpstreamOptions extends UpstreamPlace {
  /** How long the server may do nothing: take no byte of a request, or give none of an answer. */
  readonly timeoutMs: number;
}

/** What the server answered. */
export interface UpstreamAnswer {
  readonly status: number;
  /** The headers, but for those of the connection. */
  readonly headers: Headers;
  /** The body as it comes, `null` if there is none. */
  readonly body: ReadableStream<Bytes> | null;
}

/**
 * One request to a server and its answer, each passed on as it comes. It is
 * asked over a connection of its own: one that was used before may be closed
 * by the server the moment a request is on its way, and nobody could say
 * whether the request was served. Bytes are those of the wire: `fetch` would
 * unpack a body and send one of a known length in chunks.
 */
export class UpstreamExchange {
  readonly #request: Request;
  readonly #place: UpstreamOptions;
  readonly #outgoing: ClientRequest;
  #message: IncomingMessage | undefined;
  /** Whether the server answered, and closed the connection to the rest of the body. */
  #takesNoMore = false;
  #wakeSender: (() => void) | undefined;
  #failure: ScoringError | undefined;
  #wake: (() => void) | undefined;

  /**
   * Begins to ask.
   *
   * @param incoming The request, its body not read yet.
   * @param headers What the server is sent beside its headers, and instead of them.
   * @param options The server.
   */
  constructor(
    incoming: Request,
    headers: Readonly<Record<string, string>>,
    options: UpstreamOptions,
  ) {
    this.#request = incoming;
    this.#place = options;
    const { hostname, port } = options;
    const passed = endToEndHeaders(incoming.headers);
    for (const [name, value] of Object.entries(headers)) {
      passed.set(name, value);
    }
    if (incoming.body !== null && !passed.has("content-length")) {
      passed.set("transfer-encoding", "chunked");
    }
    this.#outgoing = request({
      hostname,
      port,
      method: incoming.method,
      path: requestTarget(incoming),
      headers: Object.fromEntries(passed),
      agent: false,
    });
    this.#outgoing.on("response", (message) => {
      this.#message = message;
      message.on("error", (error) => this.#broke(error));
      this.#wake?.();
    });
    const ended = (cause: unknown) => {
      // What it answered may still be read.
      if (this.#message === undefined) return this.#broke(cause);
      this.#takesNoMore = true;
      this.#wakeSender?.();
    };
    this.#outgoing.on("error", ended);
    this.#outgoing.on("close", () => ended(new Error(CLOSED)));
  }

  /**
   * Sends the body as it comes. It is read to its end even where the server
   * takes no more of it; the answer is for afterwards.
   *
   * @param passed Told of each part.
   * @throws {ScoringError} If the client left, or frames its body wrongly.
   */
  async sendBody(passed: (part: Bytes) => void): Promise<void> {
    const { body } = this.#request;
    try {
      for await (const part of body ?? []) {
        passed(part);
        if (this.#failure !== undefined || this.#takesNoMore) continue;
        await this.#until((done) => {
          this.#wakeSender = done;
          this.#outgoing.write(part, () => done());
        });
        this.#wakeSender = undefined;
      }
    } catch (error) {
      this.#fail(clientGone());
      throw error;
    }
    if (!this.#takesNoMore) this.#outgoing.end();
  }

  /**
   * Waits for the answer; the body was sent before.
   *
   * @returns The answer; its body fails where the server gives up, or does nothing for too long.
   * @throws {ScoringError} If there is none: `upstream-failure`, `upstream-timeout`, or `client-gone`.
   */
  async answer(): Promise<UpstreamAnswer> {
    const { signal } = this.#request;
    const leave = () => this.#fail(clientGone());
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave);
    if (this.#message === undefined && this.#failure === undefined) {
      await this.#until(() => {});
    }
    const message = this.#message;
    if (message === undefined) throw this.#failure;
    const { statusCode: status = 0 } = message;
    try {
      const headers = endToEndHeaders(pairsOf(message.rawHeaders));
      if (status < 200 || status > 599) {
        throw new RangeError(`Cannot pass on the status ${status}`);
      }
      const hasNoBody = this.#request.method === "HEAD" || NO_BODY.has(status);
      if (hasNoBody) message.resume();
      return {
        status,
        headers,
        body: hasNoBody ? null : this.#bodyOf(message),
      };
    } catch (cause) {
      this.#broke(cause);
      throw this.#failure;
    }
  }

  #bodyOf(message: IncomingMessage): ReadableStream<Bytes> {
    const parts: AsyncIterator<Bytes> = message[Symbol.asyncIterator]();
    return new ReadableStream<Bytes>({
      pull: async (controller) => {
        let part: IteratorResult<Bytes> | undefined;
        await this.#until((done) => {
          parts.next().then((next) => part = next, (error) => {
            this.#broke(error);
          }).finally(done);
        });
        if (this.#failure !== undefined) throw this.#failure;
        if (part === undefined || part.done && !message.complete) {
          this.#broke(new Error(CLOSED));
          throw this.#failure;
        }
        if (part.done) controller.close();
        else controller.enqueue(new Uint8Array(part.value));
      },
      cancel: () => this.#fail(clientGone()),
    }, { highWaterMark: 0 });
  }

  /** Waits until something is done or failed; the server may not take too long. */
  #until(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#late(), this.#place.timeoutMs);
      const wake = () => {
        clearTimeout(timer);
        if (this.#wake === wake) this.#wake = undefined;
        resolve();
      };
      this.#wake = wake;
      start(wake);
    });
  }

  #late(): void {
    const { timeoutMs } = this.#place;
    this.#fail(
      new ScoringError(
        "upstream-timeout",
        `The scoring server did not answer within ${timeoutMs} ms`,
      ),
    );
  }

  #broke(cause: unknown): void {
    this.#fail(
      new ScoringError(
        "upstream-failure",
        this.#message === undefined
          ? "The scoring server cannot be reached: it is not running, or still starting"
          : "The scoring server broke off in the middle of its answer",
        { cause },
      ),
    );
  }

  #fail(failure: ScoringError): void {
    this.#failure ??= failure;
    this.#outgoing.destroy();
    this.#message?.destroy();
    this.#wake?.();
  }
}

function pairsOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    headers.append(raw[i]!, raw[i + 1]!);
  }
  return headers;
}
