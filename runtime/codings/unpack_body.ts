import type { Bytes } from "../../frame/bytes.ts";
import { ScoringError } from "../errors.ts";
import type { ContentCodings } from "./content_coding.ts";

/** How a body is unpacked. */
export interface Unpacking {
  /** The names of the codings, in the order in which they were applied. */
  readonly names: readonly string[];
  /** The codings that the host knows. */
  readonly codings: ContentCodings;
  /** The most bytes that the body may have at any step. */
  readonly maxBytes: number;
}

/**
 * Unpacks a body.
 *
 * @param body The packed body; an empty one is no body.
 * @param unpacking The codings, and the limit.
 * @returns The body that was packed.
 * @throws {ScoringError} `too-large` if it is larger than the limit; `bad-input` if it is not what its codings say.
 */
export async function unpackBody(
  body: Bytes,
  unpacking: Unpacking,
): Promise<Bytes> {
  const { names, codings, maxBytes } = unpacking;
  if (body.length === 0) return body;
  let unpacked = body;
  for (const name of names.toReversed()) {
    const decoded = await codings[name]!.decode(unpacked, maxBytes);
    if (decoded.status === "too-large") {
      throw new ScoringError(
        "too-large",
        `The request body is, unpacked, larger than the limit of ${maxBytes} bytes: send fewer rows at a time, or raise --max-body-bytes`,
      );
    }
    if (decoded.status === "broken") {
      const {
        reason =
          "what is there is broken, has no end, or has more after its end",
      } = decoded;
      throw new ScoringError(
        "bad-input",
        `Cannot read the body: expected ${name} data, as its Content-Encoding says; ${reason}`,
      );
    }
    unpacked = decoded.body;
  }
  return unpacked;
}

/**
 * The headers of a request whose body was unpacked, as if it had come so.
 *
 * @param headers The headers as they came.
 * @param length The length of the unpacked body.
 * @returns The headers without `content-encoding`; a declared length is that of the unpacked body.
 */
export function unpackedHeaders(headers: Headers, length: number): Headers {
  const unpacked = new Headers(headers);
  unpacked.delete("content-encoding");
  if (unpacked.has("content-length")) {
    unpacked.set("content-length", String(length));
  }
  return unpacked;
}
