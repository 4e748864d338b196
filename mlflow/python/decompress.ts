import { readAtMost } from "../../ground/read_at_most.ts";
import type { Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import {
  IF_REALLY_LARGE,
  memoryLimit,
  type ModelLimits,
} from "../model_limits.ts";

/** No typed array is larger. */
const MAX_BYTES = 4 * 2 ** 30;

/**
 * The platform unpacks a part of the input at once, to a thousand times its
 * size, before anybody can see how much it is.
 */
const PART_BYTES = 16 * 2 ** 10;

/** How data is compressed; `deflate` is zlib's format. */
export type Compression = "deflate" | "deflate-raw" | "gzip" | "xz";

/**
 * The most that a compressed file is decompressed to. What becomes larger was
 * made to fill the memory.
 *
 * @param compressedBytes The size of the file.
 * @param limits What the host was told, if it was.
 * @returns The limit, in bytes.
 */
export function decompressionLimit(
  compressedBytes: number,
  limits: ModelLimits = {},
): number {
  return Math.min(memoryLimit(compressedBytes, limits), MAX_BYTES);
}

/**
 * Decompresses zlib, gzip, xz, or bare deflate data.
 *
 * @param bytes The compressed data.
 * @param format The format.
 * @param options Where it is, for messages, and how large it may become.
 * @returns The data.
 * @throws {ModelError} If the data is damaged or becomes larger.
 */
export async function decompress(
  bytes: Bytes,
  format: Compression,
  options: { readonly location: string; readonly maxBytes: number },
): Promise<Bytes> {
  const { location, maxBytes } = options;
  let result: Bytes | undefined;
  try {
    result = await readAtMost(await plainStream(bytes, format), maxBytes);
  } catch (error) {
    throw damaged(location, format, { cause: error });
  }
  if (result === undefined) throw tooLarge(location, maxBytes);
  return result;
}

async function plainStream(
  bytes: Bytes,
  format: Compression,
): Promise<ReadableStream<Uint8Array>> {
  const source = inParts(bytes);
  if (format !== "xz") {
    return source.pipeThrough(new DecompressionStream(format));
  }
  // Few models are compressed with it: the decoder is loaded when one is.
  const { default: { XzReadableStream } } = await import("xz-decompress");
  return new XzReadableStream(source);
}

function inParts(bytes: Bytes): ReadableStream<Bytes> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + PART_BYTES));
      at += PART_BYTES;
    },
  }, { highWaterMark: 0 });
}

/**
 * The error for data that becomes too large.
 *
 * @returns The error, to be thrown.
 */
export function tooLarge(location: string, maxBytes: number): ModelError {
  return new ModelError(
    `Cannot read ${location}: decompressed it is larger than ${maxBytes} bytes; ${IF_REALLY_LARGE}`,
  );
}

/**
 * The error for data that is damaged.
 *
 * @returns The error, to be thrown.
 */
export function damaged(
  location: string,
  format: string,
  options: { readonly cause: unknown },
): ModelError {
  return new ModelError(
    `Cannot read ${location}: its ${format} data is damaged or ends too early`,
    options,
  );
}
