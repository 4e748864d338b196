/**
 * A load generator over keep-alive connections, cheap enough to share a machine
 * with the host it asks.
 *
 * @module
 */

/** What to send, and how much. */
export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly body: string;
  readonly connections: number;
  /** How long to go on, in milliseconds. */
  readonly durationMs: number;
}

/** What came of it. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly requests: number;
  /** Answers that were not 200. */
  readonly failures: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/**
 * Sends one request over and over on several connections.
 *
 * @param options What to send, and how much.
 * @returns The rate, and how long answers took.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const request = ENCODER.encode(
    `POST ${options.path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${
      ENCODER.encode(options.body).length
    }\r\n\r\n${options.body}`,
  );
  const started = performance.now();
  const times: number[] = [];
  let failures = 0;
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      using connection = await Deno.connect({ port: options.port });
      const buffer = new Uint8Array(64 * 1024);
      while (performance.now() - started < options.durationMs) {
        const sent = performance.now();
        await connection.write(request);
        const status = await readAnswer(connection, buffer);
        times.push(performance.now() - sent);
        if (status !== 200) failures++;
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  return {
    requests: times.length,
    requestsPerSecond: Math.round(times.length / seconds),
    failures,
    medianMs: times[Math.floor(times.length * 0.5)] ?? NaN,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? NaN,
  };
}

/** Reads one answer to its end; its length must be declared. */
async function readAnswer(
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
    const declared = /content-length: (\d+)/i.exec(text);
    if (declared === null) throw new Error("The answer declares no length");
    if (length >= head + 4 + Number(declared[1])) {
      return Number(text.slice(9, 12));
    }
  }
}
