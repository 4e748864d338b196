import type { Bytes } from "../../../frame/bytes.ts";
import type { RequestBody } from "./request_body.ts";
import type { RequestHead } from "./request_head.ts";

/**
 * A request that came over a connection. It is read as a `Request` is; making
 * one of the platform's costs more than a small model takes to score, so one
 * is made only where its body is wanted as something else than bytes.
 */
export class ServedRequest implements Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly cache = "default";
  readonly credentials = "same-origin";
  readonly destination = "";
  readonly integrity = "";
  readonly isHistoryNavigation = false;
  readonly isReloadNavigation = false;
  readonly keepalive = false;
  readonly mode = "cors";
  readonly redirect = "follow";
  readonly referrer = "about:client";
  readonly referrerPolicy = "";
  readonly #body: RequestBody | undefined;
  readonly #watch: () => AbortSignal;
  #stream: ReadableStream<Bytes> | undefined;
  #isUsed = false;

  /**
   * Makes the request.
   *
   * @param head Its head.
   * @param body Its body, if it has one.
   * @param watch Starts to watch whether the client leaves; called once the signal is asked for.
   */
  constructor(
    head: RequestHead,
    body: RequestBody | undefined,
    watch: () => AbortSignal,
  ) {
    this.method = head.method;
    this.url = head.url;
    this.headers = new Headers(head.headers as [string, string][]);
    this.#body = body;
    this.#watch = watch;
  }

  get signal(): AbortSignal {
    return this.#watch();
  }

  get bodyUsed(): boolean {
    return this.#isUsed;
  }

  get body(): ReadableStream<Bytes> | null {
    if (this.#body === undefined) return null;
    this.#stream ??= streamOf(this.#body);
    return this.#stream;
  }

  bytes(): Promise<Bytes> {
    if (this.#body === undefined) return Promise.resolve(new Uint8Array(0));
    if (this.#stream !== undefined) return new Response(this.#stream).bytes();
    this.#isUsed = true;
    return this.#body.bytes();
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async blob(): Promise<Blob> {
    const type = this.headers.get("content-type") ?? "";
    return new Blob([await this.bytes()], { type });
  }

  async formData(): Promise<FormData> {
    const { headers } = this;
    return await new Response(await this.bytes(), { headers }).formData();
  }

  textStream(): ReadableStream<string> {
    const { body } = this;
    return (body ?? new Blob([]).stream()).pipeThrough(new TextDecoderStream());
  }

  clone(): Request {
    const { method, headers, body } = this;
    if (body === null) return new Request(this.url, { method, headers });
    const [mine, other] = body.tee();
    this.#stream = mine;
    return new Request(this.url, { method, headers, body: other });
  }
}

function streamOf(body: RequestBody): ReadableStream<Bytes> {
  return new ReadableStream({
    async pull(controller) {
      const chunk = await body.next();
      if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
  }, { highWaterMark: 0 });
}
