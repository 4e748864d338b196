import { STATUS_CODES } from "node:http";
import type { Bytes } from "../../../frame/bytes.ts";
import { PlainResponse } from "../../plain_response.ts";
import { clientGone } from "./request_body.ts";

/** Where bytes are written to. */
export interface ByteSink {
  /** Writes some of the bytes, and says how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** How a response is framed. */
export interface ResponseFrame {
  /** Whether it answers HTTP/1.0, which has no chunks. */
  readonly isOld: boolean;
  /** Whether it answers HEAD: no body follows. */
  readonly isHead: boolean;
  /** Whether the connection stays open after it. */
  readonly keepsAlive: boolean;
  /** The `Date` header's value. */
  readonly date: string;
  /** Aborts when the client leaves; asked for only by what takes long. */
  readonly signal: () => AbortSignal;
}

const ENCODER = new TextEncoder();
/** Headers that belong to the connection, not to who answers. */
const OWN_HEADERS = new Set([
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "transfer-encoding",
]);
/** A body is joined with its head up to this size: one write for both. */
const JOINED_BYTES = 64 * 1024;
/** Turns after which a stream that is whole at once has said so. */
const TURNS_OF_WHOLE_STREAM = 8;
const LAST_CHUNK = "0\r\n\r\n";

/**
 * Writes a response.
 *
 * @param sink Where to.
 * @param response The response.
 * @param frame How it is framed.
 * @returns Whether the connection can take another response.
 * @throws If the client is gone, or the body fails half-way; the connection is then of no more use.
 */
export async function writeResponse(
  sink: ByteSink,
  response: Response,
  frame: ResponseFrame,
): Promise<boolean> {
  const { status } = response;
  const hasNoBody = status === 204 || status === 304;
  const content = response instanceof PlainResponse
    ? response.content ?? ""
    : response.body === null
    ? ""
    : undefined;
  if (frame.isHead || hasNoBody) {
    await response.body?.cancel();
    const length = hasNoBody
      ? undefined
      : content === undefined
      ? response.headers.get("content-length") ?? undefined
      : bytesOf(content).length;
    const framing = length === undefined ? "" : `content-length: ${length}\r\n`;
    await writeAll(sink, headOf(response, frame, framing));
    return frame.keepsAlive;
  }
  if (content !== undefined) {
    await writeWhole(sink, response, { frame, content });
    return frame.keepsAlive;
  }
  return await writeStream(sink, response, frame);
}

/** Writes bytes, however many writes that takes. */
export async function writeAll(
  sink: ByteSink,
  content: Bytes | string,
): Promise<void> {
  const bytes = bytesOf(content);
  for (let at = await sink.write(bytes); at < bytes.length;) {
    at += await sink.write(bytes.subarray(at));
  }
}

async function writeWhole(
  sink: ByteSink,
  response: Response,
  { frame, content }: { frame: ResponseFrame; content: Bytes | string },
): Promise<void> {
  const body = bytesOf(content);
  const framing = `content-length: ${body.length}\r\n`;
  const head = headOf(response, frame, framing);
  if (body.length > JOINED_BYTES) {
    await writeAll(sink, head);
    await writeAll(sink, body);
    return;
  }
  const joined = new Uint8Array(head.length + body.length);
  joined.set(head);
  joined.set(body, head.length);
  await writeAll(sink, joined);
}

async function writeStream(
  sink: ByteSink,
  response: Response,
  frame: ResponseFrame,
): Promise<boolean> {
  const reader = response.body!.getReader();
  const signal = frame.signal();
  const stop = () => void reader.cancel(clientGone()).catch(() => {});
  signal.addEventListener("abort", stop);
  try {
    const first = await reader.read();
    const second = reader.read();
    if (await isWhole(second)) {
      const content = first.value ?? new Uint8Array(0);
      await writeWhole(sink, response, { frame, content });
      return frame.keepsAlive;
    }
    // HTTP/1.0 ends a body of unknown length by closing.
    const keepsAlive = frame.keepsAlive && !frame.isOld;
    const coding = frame.isOld ? "" : "transfer-encoding: chunked\r\n";
    await writeAll(sink, headOf(response, { ...frame, keepsAlive }, coding));
    for (let next = first; !next.done;) {
      await writeAll(sink, frame.isOld ? next.value : chunkOf(next.value));
      next = next === first ? await second : await reader.read();
    }
    // A body that was given up must not look whole.
    signal.throwIfAborted();
    if (!frame.isOld) await writeAll(sink, LAST_CHUNK);
    return keepsAlive;
  } catch (error) {
    // Who makes the body stops; that it fails as well says nothing new.
    await reader.cancel(error).catch(() => {});
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Whether a stream ends at once: what was whole when it was answered is sent with its length. */
async function isWhole(
  second: Promise<ReadableStreamReadResult<Bytes>>,
): Promise<boolean> {
  let isDone: boolean | undefined;
  second.then(({ done }) => isDone = done, () => isDone = false);
  for (let turn = 0; turn < TURNS_OF_WHOLE_STREAM; turn++) {
    await undefined;
    if (isDone !== undefined) return isDone;
  }
  return false;
}

function chunkOf(bytes: Bytes): Bytes {
  // A chunk without bytes would end the body.
  if (bytes.length === 0) return bytes;
  const size = ENCODER.encode(`${bytes.length.toString(16)}\r\n`);
  const chunk = new Uint8Array(size.length + bytes.length + 2);
  chunk.set(size);
  chunk.set(bytes, size.length);
  chunk.set([0x0d, 0x0a], size.length + bytes.length);
  return chunk;
}

function headOf(
  response: Response,
  frame: ResponseFrame,
  framing: string,
): Bytes {
  const { status } = response;
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n`;
  const fields = response instanceof PlainResponse
    ? response.fields
    : undefined;
  if (fields === undefined) {
    for (const [name, value] of response.headers) {
      if (!OWN_HEADERS.has(name)) head += `${name}: ${value}\r\n`;
    }
  } else {
    for (const name in fields) {
      if (!OWN_HEADERS.has(name)) head += `${name}: ${fields[name]}\r\n`;
    }
  }
  if (!frame.keepsAlive) head += "connection: close\r\n";
  else if (frame.isOld) head += "connection: keep-alive\r\n";
  return bytesOfHead(`${head}${framing}date: ${frame.date}\r\n\r\n`);
}

/** The characters of a header are bytes, as they came. */
function bytesOfHead(head: string): Bytes {
  const bytes = ENCODER.encode(head);
  if (bytes.length === head.length) return bytes;
  return Uint8Array.from(head, (character) => character.charCodeAt(0));
}

function bytesOf(content: Bytes | string): Bytes {
  return typeof content === "string" ? ENCODER.encode(content) : content;
}
