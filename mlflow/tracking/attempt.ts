/** An answer that did not arrive whole. Its request may be sent again. */
export class BrokenAnswer extends Error {}

/**
 * One attempt at a request: it ends when the server is silent for too long,
 * while it answers and while its answer arrives.
 */
export class Attempt implements Disposable {
  /** Aborted when the attempt has ended. */
  readonly signal: AbortSignal;
  readonly #timeoutMs: number;
  readonly #late = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Starts the attempt's clock.
   *
   * @param timeoutMs How long the server may be silent, in milliseconds.
   * @param signal Ends the attempt.
   */
  constructor(timeoutMs: number, signal?: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.signal = signal === undefined
      ? this.#late.signal
      : AbortSignal.any([signal, this.#late.signal]);
    this.#restart();
  }

  /** Whether the server was silent for too long. */
  get isLate(): boolean {
    return this.#late.signal.aborted;
  }

  /**
   * The bytes of an answer, as they come.
   *
   * @param response The answer.
   * @returns Its chunks.
   * @throws {BrokenAnswer} If it breaks off.
   */
  async *chunks(
    response: Response,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    try {
      for (;;) {
        const { done, value } = await this.#next(reader);
        if (done) return;
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  }

  /**
   * The text of an answer.
   *
   * @param response The answer.
   * @param maxBytes The size up to which it is read.
   * @returns Its text, UTF-8.
   * @throws {BrokenAnswer} If it breaks off.
   * @throws {RangeError} If it is larger.
   */
  async text(response: Response, maxBytes: number): Promise<string> {
    const decoder = new TextDecoder();
    const parts: string[] = [];
    let bytes = 0;
    for await (const chunk of this.chunks(response)) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new RangeError(`Cannot read more than ${maxBytes} bytes`);
      }
      parts.push(decoder.decode(chunk, { stream: true }));
    }
    return parts.join("") + decoder.decode();
  }

  /** Stops the clock. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  async #next(
    reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  ): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
    this.#restart();
    try {
      return await reader.read();
    } catch (error) {
      throw new BrokenAnswer("the answer broke off", { cause: error });
    }
  }

  #restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#late.abort(), this.#timeoutMs);
  }
}
