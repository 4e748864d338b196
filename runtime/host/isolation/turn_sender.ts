import { setImmediate } from "node:timers";
import type { Bytes } from "../../../frame/bytes.ts";
import { joinChunks } from "../../../ground/join_chunks.ts";
import { frameBytes, type FrameContent, type FrameSender } from "./frame.ts";

/** What frames are written to. */
export type FrameSink = Pick<Deno.Conn, "write" | "close">;

/** Sends frames; those of one turn of the event loop, or that came while others were written, are written together. */
export class TurnSender implements FrameSender, Disposable {
  readonly #sink: FrameSink;
  #waiting: Bytes[] = [];
  #isWriting = false;
  #isClosed = false;

  /**
   * Makes the sender.
   *
   * @param sink What frames are written to.
   */
  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Sends a frame. */
  send(kind: number, id: number, content?: FrameContent): void {
    if (this.#isClosed) return;
    this.#waiting.push(frameBytes(kind, id, content));
    if (this.#isWriting) return;
    this.#isWriting = true;
    setImmediate(() => void this.#write());
  }

  /** Ends it; what was not written yet is lost. */
  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#sink.close();
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        let bytes = joined(this.#waiting);
        this.#waiting = [];
        while (bytes.length > 0) {
          bytes = bytes.subarray(await this.#sink.write(bytes));
        }
      }
    } catch {
      // The other side is gone, which is heard where it is listened to.
      this.#isClosed = true;
    }
    this.#isWriting = false;
  }
}

function joined(parts: readonly Bytes[]): Bytes {
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joinChunks(parts, length);
}
