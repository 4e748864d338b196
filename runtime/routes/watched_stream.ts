import type { Bytes } from "../../frame/bytes.ts";
import { typeName } from "../module/type_name.ts";

/** Who is told what becomes of a stream; each answer ends in one of the three. */
export interface StreamWatcher {
  /** A part passes. */
  passed(part: Bytes): void;
  /** All has passed; the end waits for it. */
  ended(): void | Promise<void>;
  /** It failed half-way. */
  broke(error: unknown): void | Promise<void>;
  /** Who read it has gone. */
  left(): void | Promise<void>;
}

/**
 * Passes a stream on, part by part and no faster than it is read.
 *
 * @param stream The stream.
 * @param watcher Who is told.
 * @returns The same parts; it fails where the stream fails.
 */
export function watchedStream(
  stream: ReadableStream<Uint8Array>,
  watcher: StreamWatcher,
): ReadableStream<Bytes> {
  const reader: ReadableStreamDefaultReader<unknown> = stream.getReader();
  let hasLeft = false;
  return new ReadableStream<Bytes>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        // To cancel a stream ends what is being read of it.
        if (hasLeft) return;
        if (done) {
          await watcher.ended();
          controller.close();
          return;
        }
        const part = bytesOf(value);
        watcher.passed(part);
        controller.enqueue(part);
      } catch (error) {
        if (hasLeft) return;
        await watcher.broke(error);
        // The reader of a stream that failed is of no more use to it.
        await reader.cancel(error).catch(() => {});
        throw error;
      }
    },
    async cancel(reason) {
      hasLeft = true;
      // First, as a generator may never come to its end.
      await watcher.left();
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

function bytesOf(part: unknown): Bytes {
  if (part instanceof Uint8Array) return part as Bytes;
  throw new TypeError(
    `Cannot send a part of a Response: it is a ${
      typeName(part)
    }, expected a Uint8Array; return the stream itself, or encode its texts`,
  );
}
