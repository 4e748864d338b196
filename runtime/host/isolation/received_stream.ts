import type { Bytes } from "../../../frame/bytes.ts";

/** How parts are asked for. */
export interface ReceivedStreamOptions {
  /** Asks for the next part. */
  readonly pull: () => void;
  /** Says that nobody wants more. */
  readonly cancel: () => void;
}

/** An answer whose parts come from another process, each when it is asked for. */
export class ReceivedStream {
  /** The parts. */
  readonly body: ReadableStream<Bytes>;
  #controller: ReadableStreamDefaultController<Bytes> | undefined;
  #arrived: (() => void) | undefined;

  /**
   * Makes the stream; nothing is asked for before somebody reads.
   *
   * @param options How parts are asked for.
   */
  constructor({ pull, cancel }: ReceivedStreamOptions) {
    this.body = new ReadableStream<Bytes>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () =>
        new Promise((resolve) => {
          this.#arrived = resolve;
          pull();
        }),
      cancel,
    }, { highWaterMark: 0 });
  }

  /**
   * Takes the next part.
   *
   * @param bytes The part.
   */
  part(bytes: Bytes): void {
    if (bytes.length > 0) this.#controller?.enqueue(bytes);
    this.#arrived?.();
  }

  /** There is no more. */
  end(): void {
    this.#controller?.close();
    this.#arrived?.();
  }

  /**
   * It broke off.
   *
   * @param error Why.
   */
  fail(error: Error): void {
    this.#controller?.error(error);
    this.#arrived?.();
  }
}
