import type { Bytes } from "../../frame/bytes.ts";
import { joinChunks } from "../../ground/join_chunks.ts";
import type {
  ContentCoding,
  ContentCodings,
  Decoded,
} from "./content_coding.ts";

/** A platform may unpack a piece at once: a thousand times its size. */
const PIECE_BYTES = 1024;

/** The codings that web standards alone have. */
export const WEB_CODINGS: ContentCodings = {
  gzip: { decode: gunzip, encode: gzip } satisfies ContentCoding,
};

async function gunzip(body: Bytes, maxBytes: number): Promise<Decoded> {
  const pieces = piecesOf(body).pipeThrough(new DecompressionStream("gzip"));
  const chunks: Bytes[] = [];
  let length = 0;
  try {
    for await (const chunk of pieces) {
      length += chunk.length;
      if (length > maxBytes) return { status: "too-large" };
      chunks.push(chunk);
    }
  } catch {
    return { status: "broken" };
  }
  return { status: "decoded", body: joinChunks(chunks, length) };
}

function gzip(body: Bytes): Promise<Bytes> {
  const packed = new Blob([body]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Response(packed).bytes();
}

function piecesOf(body: Bytes): ReadableStream<Bytes> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= body.length) return controller.close();
      controller.enqueue(body.subarray(at, at += PIECE_BYTES));
    },
  }, { highWaterMark: 0 });
}
