import type { Bytes } from "../../../frame/bytes.ts";
import type { Frame, FrameContent, GroupSender } from "../isolation/frame.ts";

const NOTHING: Bytes = new Uint8Array();

/** Sends frames to another thread, as messages. */
export class MessageSender implements GroupSender {
  readonly #post: (frame: Frame) => void;

  /**
   * Makes the sender.
   *
   * @param post Sends a message; what it has is copied.
   */
  constructor(post: (frame: Frame) => void) {
    this.#post = post;
  }

  /** Sends a frame. */
  send(kind: number, id: number, content: FrameContent = {}): void {
    const { head, body = NOTHING } = content;
    this.#post({
      kind,
      id,
      head: head === undefined ? "" : JSON.stringify(head),
      body: body as Bytes,
    });
  }

  /** Messages arrive in order anyway. */
  together(body: () => void): void {
    body();
  }
}
