const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** What to send. */
export interface AnsweredLoadOptions {
  /** What is sent, over and over. */
  readonly body: string;
  /** How many connections there are. */
  readonly connections: number;
  /** The most requests a second. */
  readonly requestsPerSecond: number;
  /** The first id; 0 if absent. */
  readonly firstId?: number;
  /** From one id to the next; 1 if absent. */
  readonly idStep?: number;
}

/**
 * Sends requests with ids of their own, and remembers which were answered. It
 * goes on from host to host; the ids go on, too.
 */
export class AnsweredLoad {
  readonly #options: AnsweredLoadOptions;
  readonly #answered: number[] = [];
  #sent = 0;

  constructor(options: AnsweredLoadOptions) {
    this.#options = options;
  }

  /** The ids of requests that were answered with 200. */
  get answered(): readonly number[] {
    return this.#answered;
  }

  /** How many requests were sent. */
  get sent(): number {
    return this.#sent;
  }

  /**
   * Sends to a host until a time is over, or the host ends.
   *
   * @returns How many requests a second were answered.
   */
  async run(port: number, durationMs: number): Promise<number> {
    const started = performance.now();
    const before = this.#answered.length;
    const { connections, requestsPerSecond } = this.#options;
    const intervalMs = 1000 * connections / requestsPerSecond;
    await Promise.all(
      Array.from({ length: connections }, async () => {
        try {
          await this.#send(port, { started, durationMs, intervalMs });
        } catch {
          // The host was ended in the middle of an answer.
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    return (this.#answered.length - before) / seconds;
  }

  async #send(
    port: number,
    times: {
      readonly started: number;
      readonly durationMs: number;
      readonly intervalMs: number;
    },
  ): Promise<void> {
    const { started, durationMs, intervalMs } = times;
    const { body } = this.#options;
    const length = ENCODER.encode(body).length;
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const buffer = new Uint8Array(64 * 1024);
    for (let count = 0;; count++) {
      const nowMs = performance.now() - started;
      if (nowMs >= durationMs) return;
      const aheadMs = count * intervalMs - nowMs;
      if (aheadMs > 2) {
        await new Promise((resolve) => setTimeout(resolve, aheadMs));
      }
      const { firstId = 0, idStep = 1 } = this.#options;
      const id = firstId + idStep * this.#sent++;
      await connection.write(ENCODER.encode(
        `POST /score HTTP/1.1\r\nhost: localhost\r\nx-request-id: t-${id}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
      ));
      const status = await readStatus(connection, buffer);
      if (status === 200) this.#answered.push(id);
    }
  }
}

/** Reads one answer to its end; its length must be declared. */
async function readStatus(
  connection: Deno.TcpConn,
  buffer: Uint8Array<ArrayBuffer>,
): Promise<number> {
  let length = 0;
  for (;;) {
    const count = await connection.read(buffer.subarray(length));
    if (count === null) throw new Error("The host closed the connection");
    length += count;
    const text = DECODER.decode(buffer.subarray(0, length));
    const head = text.indexOf("\r\n\r\n");
    if (head < 0) continue;
    const declared = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? NaN);
    if (length >= head + 4 + declared) return Number(text.slice(9, 12));
  }
}
