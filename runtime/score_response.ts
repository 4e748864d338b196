import type { Bytes } from "../frame/bytes.ts";

/** What a model answers; `body` of a `Response` is passed on as it is. */
export interface ScoreResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The `Content-Type` header. */
  readonly contentType: string;
  /** The body. */
  readonly body: Bytes | string;
  /** Further headers, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
}
