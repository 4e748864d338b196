import type { Bytes } from "../../frame/bytes.ts";
import { typeName } from "./type_name.ts";

/** Runs code in the deployment's scope. */
export type RunInScope = <T>(body: () => T) => T;

/** What gives parts of an answer, one after the other. */
export type PartIterator = Iterator<unknown> | AsyncIterator<unknown>;

const ENCODER = new TextEncoder();

/**
 * Answers with the parts that an iterator gives, as they come. The first is
 * waited for: it says whether these are text or bytes, and an iterator that
 * fails at once is still a failure with a status.
 *
 * @param iterator Gives texts or bytes; it is ended if the client leaves.
 * @param run Runs each step of it.
 * @returns The answer.
 * @throws Whatever the first step throws; a `TypeError` if it gives neither text nor bytes.
 */
export async function streamParts(
  iterator: PartIterator,
  run: RunInScope,
): Promise<Response> {
  const next = async (): Promise<Bytes | undefined> => {
    const { done, value } = await run(() => iterator.next());
    if (done) return undefined;
    // A generator that is not asynchronous may give promises.
    return await bytesOf(await value, iterator);
  };
  const step = await run(() => iterator.next());
  const value = await step.value;
  let first = step.done ? undefined : await bytesOf(value, iterator);
  if (step.done) return new Response(null, { headers: typed(value) });
  const body = new ReadableStream<Bytes>({
    async pull(controller) {
      let part = first ?? await next();
      first = undefined;
      // A part without bytes would look like the end of the answer.
      while (part?.length === 0) part = await next();
      if (part === undefined) controller.close();
      else controller.enqueue(part);
    },
    async cancel() {
      await run(() => iterator.return?.());
    },
  }, { highWaterMark: 0 });
  return new Response(body, { headers: typed(value) });
}

function typed(first: unknown): Record<string, string> {
  return {
    "content-type": typeof first === "string"
      ? "text/plain; charset=utf-8"
      : "application/octet-stream",
  };
}

/** The bytes of a part; what is none ends the iterator. */
async function bytesOf(part: unknown, iterator: PartIterator): Promise<Bytes> {
  if (typeof part === "string") return ENCODER.encode(part);
  const bytes = bytesIn(part);
  if (bytes !== undefined) return bytes;
  await iterator.return?.();
  throw new TypeError(
    `Cannot send a part of what run() returned: it is a ${
      typeName(part)
    }, expected text or bytes; write it as JSON.stringify(part) + "\\n"`,
  );
}

/**
 * The bytes of what holds bytes, copied, as its owner may change them.
 *
 * @param value Anything.
 * @returns The bytes; `undefined` if it is no buffer, no view of one and no list of bytes.
 */
export function bytesIn(value: unknown): Bytes | undefined {
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return new Uint8Array(value).slice();
  }
  if (
    value instanceof Uint8Array || value instanceof Uint8ClampedArray ||
    value instanceof DataView
  ) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      .slice();
  }
  return undefined;
}
