import { SeededRandom } from "./seeded_random.ts";

/** The faults that are injected. */
export const FAULTS = [
  "reset",
  "cut",
  "lost-answer",
  "500",
  "503",
  "403",
] as const;
/** One of {@linkcode FAULTS}. */
export type Fault = typeof FAULTS[number];

/** What a proxy does. */
export interface FaultProxyOptions {
  /** The port of the server behind it. */
  readonly target: number;
  /** What its random numbers begin with. */
  readonly seed: number;
  /** The share of requests that meet a fault, from 0 to 1. */
  readonly rate: number;
  /** Which faults there are; all if absent. */
  readonly faults?: readonly Fault[];
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("latin1");

/** The head and the body of a message, as they came. */
interface Message {
  readonly bytes: Uint8Array;
}

/**
 * Stands in front of an HTTP server, and breaks some requests: it closes the
 * connection instead of an answer, or in the middle of the request's body,
 * loses the answer of a request that succeeded, or answers itself.
 *
 * The server never sees a part of a request: the service refuses bodies that
 * are too short, but Azurite 3.35.0 goes on writing them after it has closed
 * their file, sometimes into the file of another request.
 */
export class FaultProxy implements AsyncDisposable {
  readonly port: number;
  /** How often each fault was injected. */
  readonly counts: Record<Fault, number> = {
    reset: 0,
    cut: 0,
    "lost-answer": 0,
    "500": 0,
    "503": 0,
    "403": 0,
  };
  /** How many requests there were. */
  requests = 0;
  /** The share of requests that meet a fault now. */
  rate: number;
  readonly #options: FaultProxyOptions;
  readonly #random: SeededRandom;
  readonly #listener: Deno.TcpListener;
  readonly #open = new Set<Deno.Conn>();
  readonly #serving: Promise<void>;

  constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.rate = options.rate;
    this.#random = new SeededRandom(options.seed);
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#serving = this.#accept();
  }

  /** How many faults there were. */
  get faults(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) close(connection);
    await this.#serving;
  }

  async #accept(): Promise<void> {
    const serving: Promise<void>[] = [];
    for await (const client of this.#listener) {
      this.#open.add(client);
      serving.push(
        this.#serve(client).catch(() => {}).finally(() => {
          this.#open.delete(client);
          close(client);
        }),
      );
    }
    await Promise.all(serving);
  }

  async #serve(client: Deno.Conn): Promise<void> {
    const requests = new MessageReader(client);
    for (;;) {
      let fault: Fault | undefined;
      const request = await requests.next({
        isCut: () => (fault = this.#fault()) === "cut",
      });
      if (request === undefined) return;
      this.requests++;
      // A host asks for a length when it starts, and refuses to if that is forbidden.
      if (fault === "403" && isHead(request)) fault = "500";
      if (fault !== undefined) this.counts[fault]++;
      switch (fault) {
        case "reset":
        case "cut":
          return;
        case "500":
        case "503":
        case "403":
          await writeAll(client, ENCODER.encode(answerOf(fault)));
          break;
        default: {
          const answer = await this.#forward(request);
          if (answer === undefined || fault === "lost-answer") return;
          await writeAll(client, answer.bytes);
        }
      }
    }
  }

  /** What the server answers, if it does. */
  async #forward(request: Message): Promise<Message | undefined> {
    const server = await Deno.connect({
      hostname: "127.0.0.1",
      port: this.#options.target,
    });
    this.#open.add(server);
    try {
      await writeAll(server, request.bytes);
      return await new MessageReader(server)
        .next({ hasNoBody: isHead(request) });
    } finally {
      this.#open.delete(server);
      close(server);
    }
  }

  #fault(): Fault | undefined {
    if (this.#random.next() >= this.rate) return undefined;
    const faults = this.#options.faults ?? FAULTS;
    return faults[this.#random.below(faults.length)];
  }
}

function isHead({ bytes }: Message): boolean {
  return DECODER.decode(bytes.subarray(0, 5)) === "HEAD ";
}

/** Reads whole HTTP messages from a connection. */
class MessageReader {
  readonly #connection: Deno.Conn;
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;

  constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** The next message, or the first half of it; `undefined` at the end. */
  async next(
    options: { readonly hasNoBody?: boolean; readonly isCut?: () => boolean } =
      {},
  ): Promise<Message | undefined> {
    let bodyAt = -1;
    let end = Infinity;
    for (;;) {
      if (bodyAt < 0) {
        const text = DECODER.decode(this.#bytes.subarray(0, this.#length));
        const at = text.indexOf("\r\n\r\n");
        if (at >= 0) {
          bodyAt = at + 4;
          const length = options.hasNoBody ? 0 : bodyLength(text.slice(0, at));
          end = bodyAt + (options.isCut?.() ? Math.floor(length / 2) : length);
        }
      }
      if (bodyAt >= 0 && end === Infinity) {
        const text = DECODER.decode(this.#bytes.subarray(0, this.#length));
        if (text.endsWith("\r\n0\r\n\r\n")) end = this.#length;
      }
      if (this.#length >= end) break;
      if (this.#length === this.#bytes.length) {
        const grown = new Uint8Array(2 * this.#length);
        grown.set(this.#bytes);
        this.#bytes = grown;
      }
      const count = await this.#connection.read(
        this.#bytes.subarray(this.#length),
      );
      if (count === null) return undefined;
      this.#length += count;
    }
    const bytes = this.#bytes.slice(0, end);
    this.#bytes.copyWithin(0, end, this.#length);
    this.#length -= end;
    return { bytes };
  }
}

/** The declared length of a body; infinite for one in chunks. */
function bodyLength(head: string): number {
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return Infinity;
  return Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
}

function answerOf(fault: "500" | "503" | "403"): string {
  const text = {
    "500": "500 Internal Server Error\r\nx-ms-error-code: InternalError",
    "503":
      "503 Service Unavailable\r\nretry-after: 1\r\nx-ms-error-code: ServerBusy",
    "403": "403 Forbidden\r\nx-ms-error-code: AuthorizationPermissionMismatch",
  }[fault];
  return `HTTP/1.1 ${text}\r\ncontent-length: 0\r\n\r\n`;
}

async function writeAll(
  connection: Deno.Conn,
  bytes: Uint8Array,
): Promise<void> {
  let at = 0;
  while (at < bytes.length) {
    at += await connection.write(bytes.subarray(at));
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It was closed from the other side.
  }
}
