import type { Bytes } from "../frame/bytes.ts";

/** A response whose body is at hand: who sends it needs no stream. */
export class PlainResponse extends Response {
  /** The whole body; `undefined` if there is none. */
  readonly content: Bytes | string | undefined;
  #fields: Readonly<Record<string, string>> | undefined;

  /**
   * Makes the response.
   *
   * @param content The whole body; `undefined` if there is none.
   * @param init The status and the headers.
   */
  constructor(content: Bytes | string | undefined, init: ResponseInit) {
    super(content ?? null, init);
    this.content = content;
    const { headers } = init;
    if (isRecord(headers)) this.#fields = headers;
  }

  /** The headers as they were given, which is quicker to read than `headers`; absent where those are others, or may be. */
  get fields(): Readonly<Record<string, string>> | undefined {
    return this.#fields;
  }

  /**
   * The headers, to be changed.
   *
   * @returns `headers`; `fields` are no longer looked at.
   */
  changedHeaders(): Headers {
    this.#fields = undefined;
    return this.headers;
  }
}

function isRecord(
  headers: HeadersInit | undefined,
): headers is Record<string, string> {
  return headers !== undefined && !(headers instanceof Headers) &&
    !Array.isArray(headers);
}
