import { setImmediate } from "node:timers/promises";
import { Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import type { Bytes } from "../../../frame/bytes.ts";
import { joinChunks } from "../../../ground/join_chunks.ts";
import type {
  ContentCoding,
  ContentCodings,
  Decoded,
} from "../../codings/content_coding.ts";
import { zstdFrames } from "./zstd_frames.ts";

/** What one turn of the event loop unpacks or packs at most. */
const TURN_BYTES = 256 * 1024;
const CHUNK_BYTES = 64 * 1024;
/** What RFC 9659 lets a coding over HTTP ask for. */
const MAX_WINDOW_BYTES = 8 * 1024 * 1024;
/** Each makes a decoder; those who pack in parallel make one of some MiB. */
const MAX_FRAMES = 1000;

const { BROTLI_PARAM_QUALITY, ZSTD_c_compressionLevel } = zlib.constants;
const CHUNKS = { chunkSize: CHUNK_BYTES };
const FAST = { ...CHUNKS, level: 1 };
const FAST_BROTLI = { ...CHUNKS, params: { [BROTLI_PARAM_QUALITY]: 1 } };
const FAST_ZSTD = { ...CHUNKS, params: { [ZSTD_c_compressionLevel]: 1 } };

/** The codings of a host, by what is quick and small first. */
export const ZLIB_CODINGS: ContentCodings = {
  zstd: {
    decode: decodeZstd,
    encode: (body) =>
      isShort(body)
        ? zlib.zstdCompressSync(body, FAST_ZSTD) as Bytes
        : packed(body, zlib.createZstdCompress(FAST_ZSTD)),
  },
  br: {
    decode: decodeBrotli,
    encode: (body) =>
      isShort(body)
        ? zlib.brotliCompressSync(body, FAST_BROTLI) as Bytes
        : packed(body, zlib.createBrotliCompress(FAST_BROTLI)),
  },
  gzip: {
    decode: (body, maxBytes) =>
      unpacked(body, { decoder: zlib.createGunzip(CHUNKS), maxBytes }),
    encode: (body) =>
      isShort(body)
        ? zlib.gzipSync(body, FAST) as Bytes
        : packed(body, zlib.createGzip(FAST)),
  },
  deflate: {
    decode: (body, maxBytes) =>
      unpacked(body, { decoder: zlib.createInflate(CHUNKS), maxBytes }),
    encode: (body) =>
      isShort(body)
        ? zlib.deflateSync(body, FAST) as Bytes
        : packed(body, zlib.createDeflate(FAST)),
  },
} satisfies Record<string, ContentCoding>;

function isShort(body: Bytes): boolean {
  return body.length <= TURN_BYTES;
}

/** A decoder that says how much it read. */
type Decoder = Transform & { readonly bytesWritten: number };

async function unpacked(
  body: Bytes,
  { decoder, maxBytes }: {
    readonly decoder: Decoder;
    readonly maxBytes: number;
  },
): Promise<Decoded> {
  const result = await pumped(body, decoder, maxBytes);
  return result.status === "decoded" && decoder.bytesWritten < body.length
    ? { status: "broken" }
    : result;
}

async function packed(body: Bytes, encoder: Transform): Promise<Bytes> {
  const result = await pumped(body, encoder, Infinity);
  if (result.status !== "decoded") {
    throw new TypeError("Cannot pack an answer: the encoder failed");
  }
  return result.body;
}

/** Sends a body through, and lets others have their turn. */
async function pumped(
  body: Bytes,
  through: Transform,
  maxBytes: number,
): Promise<Decoded> {
  const chunks: Bytes[] = [];
  let length = 0;
  let turn = 0;
  try {
    for await (const chunk of Readable.from(piecesOf(body)).pipe(through)) {
      length += chunk.length;
      turn += chunk.length;
      if (length > maxBytes) return { status: "too-large" };
      chunks.push(chunk);
      if (turn < TURN_BYTES) continue;
      turn = 0;
      await setImmediate();
    }
  } catch {
    return { status: "broken" };
  }
  return { status: "decoded", body: joinChunks(chunks, length) };
}

async function* piecesOf(body: Bytes): AsyncGenerator<Bytes> {
  for (let at = 0; at < body.length; at += TURN_BYTES) {
    if (at > 0) await setImmediate();
    yield body.subarray(at, at + TURN_BYTES);
  }
}

async function decodeBrotli(body: Bytes, maxBytes: number): Promise<Decoded> {
  const decoder = zlib.createBrotliDecompress(CHUNKS);
  const result = await unpacked(body, { decoder, maxBytes });
  // The bounded decoder takes a stream that breaks off; the strict one has no
  // bound, but it makes no more than what was just counted.
  return result.status === "decoded" && !await isWholeBrotli(body)
    ? { status: "broken" }
    : result;
}

async function isWholeBrotli(body: Bytes): Promise<boolean> {
  const strict = ReadableStream.from(piecesOf(body))
    .pipeThrough(new DecompressionStream("brotli"));
  const reader = strict.getReader();
  try {
    while (!(await reader.read()).done);
    return true;
  } catch {
    return false;
  }
}

async function decodeZstd(body: Bytes, maxBytes: number): Promise<Decoded> {
  const frames = zstdFrames(body);
  if (frames === undefined) return { status: "broken" };
  if (frames.length > MAX_FRAMES) {
    return {
      status: "broken",
      reason:
        `expected at most ${MAX_FRAMES} frames, found ${frames.length}: pack it as one`,
    };
  }
  const parts: Bytes[] = [];
  let length = 0;
  for (const { bytes, windowBytes, isSingle } of frames) {
    if (isSingle && windowBytes > maxBytes) return { status: "too-large" };
    const most = Math.max(MAX_WINDOW_BYTES, maxBytes);
    if (windowBytes > most) {
      return {
        status: "broken",
        reason:
          `expected a window of at most ${most} bytes, found ${windowBytes}: pack it without --long`,
      };
    }
    const decoder = zlib.createZstdDecompress(CHUNKS);
    const result = await unpacked(bytes, {
      decoder,
      maxBytes: maxBytes - length,
    });
    if (result.status !== "decoded") return result;
    parts.push(result.body);
    length += result.body.length;
  }
  return { status: "decoded", body: joinChunks(parts, length) };
}
