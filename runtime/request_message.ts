import type { Bytes } from "../frame/bytes.ts";

/** A request as it came, its body read whole. */
export interface RequestMessage {
  /** The HTTP method. */
  readonly method: string;
  /** The whole address, with the query. */
  readonly url: string;
  /** The headers. */
  readonly headers: Headers;
  /** The `Content-Type` header as it came; empty if there was none. */
  readonly contentType: string;
  /** The body; empty if there is none. */
  readonly body: Bytes;
}
