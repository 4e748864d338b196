import type { Bytes } from "../frame/bytes.ts";
import { readAtMost } from "../ground/read_at_most.ts";
import { ScoringError } from "./errors.ts";

const EMPTY: Bytes = new Uint8Array(0);

/**
 * Reads a request's body whole, up to a limit.
 *
 * @param request The request, its body not read yet.
 * @param maxBytes The limit.
 * @returns The bytes; empty if there is no body.
 * @throws {ScoringError} `too-large` if the body is longer; it is then not read to its end.
 */
export function readBody(
  request: Request,
  maxBytes: number,
): Promise<Bytes> | Bytes {
  const declared = request.headers.get("content-length");
  // The stream of a body is made by asking for it, so it is not asked for here.
  if (declared !== null && Number(declared) <= maxBytes) return request.bytes();
  if (request.body === null) return EMPTY;
  if (declared !== null) throw tooLarge(maxBytes);
  return readUndeclared(request.body, maxBytes);
}

async function readUndeclared(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Bytes> {
  const body = await readAtMost(stream, maxBytes);
  if (body === undefined) throw tooLarge(maxBytes);
  return body;
}

function tooLarge(maxBytes: number): ScoringError {
  return new ScoringError(
    "too-large",
    `The request body is larger than the limit of ${maxBytes} bytes: send fewer rows at a time, or raise --max-body-bytes`,
  );
}
