import type { Bytes } from "../frame/bytes.ts";

/** A response whose body is at hand: who sends it needs no stream. */
export class PlainResponse extends Response {
  /** The whole body; `undefined` if there is none. */
  readonly content: Bytes | string | undefined;

  /**
   * Makes the response.
   *
   * @param content The whole body; `undefined` if there is none.
   * @param init The status and the headers.
   */
  constructor(content: Bytes | string | undefined, init: ResponseInit) {
    super(content ?? null, init);
    this.content = content;
  }
}
