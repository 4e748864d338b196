import type { Bytes } from "../../../frame/bytes.ts";
import { joinChunks } from "../../../ground/join_chunks.ts";

/** A body that passes by and is kept, up to a limit: nothing of a longer one is. */
export class KeptBody {
  readonly #maxBytes: number;
  readonly #parts: Bytes[] = [];
  #length = 0;

  /**
   * Makes an empty one.
   *
   * @param maxBytes The limit; 0 keeps nothing.
   */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many bytes passed. */
  get length(): number {
    return this.#length;
  }

  /**
   * Keeps a part.
   *
   * @param part The bytes; they may be used anew afterwards.
   */
  add(part: Bytes): void {
    this.#length += part.length;
    if (this.#length <= this.#maxBytes) this.#parts.push(part.slice());
    else this.#parts.length = 0;
  }

  /** The whole body; `undefined` if it was longer than the limit. */
  get whole(): Bytes | undefined {
    return this.#length <= this.#maxBytes
      ? joinChunks(this.#parts, this.#length)
      : undefined;
  }
}
