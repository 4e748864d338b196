import type { Bytes } from "../../frame/bytes.ts";
import { PlainResponse } from "../plain_response.ts";
import { acceptedCoding } from "./accepted_coding.ts";
import type { ContentCodings } from "./content_coding.ts";

/** A packet of a network holds about this: less would not arrive sooner. */
const MIN_LENGTH = 1024;
const PACKABLE =
  /^(?:text\/(?!event-stream)|application\/(?:[^;\s]+\+)?json\s*(?:;|$)|application\/(?:x-ndjson|jsonl))/i;
/** A part is a part of the answer as it is; an entity tag names its bytes. */
const KEEPS_BYTES = ["content-encoding", "content-range", "etag"];

/**
 * Packs an answer if the client asked for it, and it is whole, text, and long
 * enough. Streams are passed on as they come.
 *
 * @param response The answer.
 * @param request The request that it answers.
 * @param codings The codings that the host knows.
 * @returns The answer, packed or as it is; a promise only where packing takes long.
 */
export function packAnswer(
  response: Response,
  request: Request,
  codings: ContentCodings,
): Response | Promise<Response> {
  // What leaves without its body needs no packing.
  if (request.method === "HEAD") return response;
  if (!(response instanceof PlainResponse)) return response;
  const { content } = response;
  if (content === undefined || content.length === 0) return response;
  const header = request.headers.get("accept-encoding");
  if (header === null && content.length < MIN_LENGTH) return response;
  if (!isPackable(response)) return response;
  const { name, refusesPlain } = header === null
    ? NOTHING_ASKED
    : acceptedCoding(header, Object.keys(codings));
  if (content.length < MIN_LENGTH && !refusesPlain) return response;
  // Caches are told, also where nothing was asked for.
  response.changedHeaders().append("vary", "Accept-Encoding");
  if (name === undefined) return response;
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  const packed = codings[name]!.encode(bytes);
  return packed instanceof Promise
    ? packed.then((body) => packedAnswer(response, body, name))
    : packedAnswer(response, packed, name);
}

const NOTHING_ASKED = { name: undefined, refusesPlain: false };

function isPackable({ status, headers }: Response): boolean {
  return status !== 204 && status !== 206 && status !== 304 &&
    PACKABLE.test(headers.get("content-type") ?? "") &&
    !KEEPS_BYTES.some((name) => headers.has(name)) &&
    !/\bno-transform\b/i.test(headers.get("cache-control") ?? "");
}

function packedAnswer(
  { status, headers }: Response,
  body: Bytes,
  name: string,
): Response {
  headers.set("content-encoding", name);
  headers.delete("content-length");
  return new PlainResponse(body, { status, headers });
}
