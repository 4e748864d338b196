import type { ScoreResponse } from "../score_response.ts";
import { bytesIn } from "./bytes_in.ts";
import { resultJson } from "./result_json.ts";
import {
  type PartIterator,
  type StreamOptions,
  streamParts,
} from "./stream_parts.ts";

const BYTES_TYPE = "application/octet-stream";

/**
 * What a module's `run` returned, as an answer: a `Response` as it is; streams,
 * generators, a `Blob` and bytes as what they are; the rest as JSON.
 *
 * @param result What `run` returned; no promise.
 * @param options How the steps of a generator are run, and its values sent.
 * @returns The answer; a promise where a stream gives its first part.
 * @throws {ScoringError} If it cannot be sent.
 */
export function resultResponse(
  result: unknown,
  options: StreamOptions,
): ScoreResponse | Response | Promise<Response> {
  if (typeof result !== "object" || result === null) return json(result);
  if (result instanceof Response) return result;
  if (result instanceof Blob) {
    const type = result.type === "" ? BYTES_TYPE : result.type;
    return new Response(result, { headers: { "content-type": type } });
  }
  const bytes = bytesIn(result);
  if (bytes !== undefined) {
    return { status: 200, contentType: BYTES_TYPE, body: bytes };
  }
  const parts = partsOf(result);
  return parts === undefined ? json(result) : streamParts(parts, options);
}

function json(result: unknown): ScoreResponse {
  return {
    status: 200,
    contentType: "application/json",
    body: resultJson(result),
  };
}

/** How its parts come, if it is a stream, a generator or another iterator. */
function partsOf(result: object): PartIterator | undefined {
  if (Symbol.asyncIterator in result) {
    return (result as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  }
  return Symbol.iterator in result && "next" in result
    ? (result as Iterable<unknown>)[Symbol.iterator]()
    : undefined;
}
