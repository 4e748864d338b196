import type { Bytes } from "../../frame/bytes.ts";

/** What came of unpacking a body. */
export type Decoded =
  | { readonly status: "decoded"; readonly body: Bytes }
  | { readonly status: "too-large" }
  | {
    readonly status: "broken";
    /** What was expected and what was found, if it is not simply broken. */
    readonly reason?: string;
  };

/** A way to pack bodies: a value of `Content-Encoding`. */
export interface ContentCoding {
  /**
   * Unpacks a body, piece by piece: what would be larger than the limit never
   * takes more memory than the limit and a piece.
   *
   * @param body The packed body, whole.
   * @param maxBytes The most bytes that the unpacked body may have.
   * @returns The body, or why there is none.
   */
  decode(body: Bytes, maxBytes: number): Promise<Decoded>;
  /**
   * Packs a body, quickly rather than tightly.
   *
   * @param body The body.
   * @returns The packed body; a promise only where it is long.
   */
  encode(body: Bytes): Bytes | Promise<Bytes>;
}

/** The codings that a host knows by their names; of those that a client likes equally the first is taken. */
export type ContentCodings = Readonly<Record<string, ContentCoding>>;
