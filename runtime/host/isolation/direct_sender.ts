import type { Bytes } from "../../../frame/bytes.ts";
import { joinChunks } from "../../../ground/join_chunks.ts";
import { frameBytes, type FrameContent, type GroupSender } from "./frame.ts";

/**
 * Sends each frame before it returns: what computes for long afterwards has
 * said before what it has done.
 */
export class DirectSender implements GroupSender {
  readonly #write: (bytes: Uint8Array) => number;
  #held: Bytes[] | undefined;

  /**
   * Makes the sender.
   *
   * @param write Writes bytes, and says how many it took.
   */
  constructor(write: (bytes: Uint8Array) => number) {
    this.#write = write;
  }

  /** Sends a frame. */
  send(kind: number, id: number, content?: FrameContent): void {
    const bytes = frameBytes(kind, id, content);
    if (this.#held === undefined) this.#writeAll(bytes);
    else this.#held.push(bytes);
  }

  /**
   * Sends what belongs together at once.
   *
   * @param body Sends it, and does nothing else.
   */
  together(body: () => void): void {
    this.#held = [];
    try {
      body();
    } finally {
      const held = this.#held;
      this.#held = undefined;
      const length = held.reduce((sum, part) => sum + part.length, 0);
      this.#writeAll(joinChunks(held, length));
    }
  }

  #writeAll(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) rest = rest.subarray(this.#write(rest));
  }
}
