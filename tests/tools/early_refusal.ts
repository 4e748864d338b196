/** A request, as far as it is judged by. */
export interface JudgedRequest {
  /** How long its body is. */
  readonly bodyBytes: number;
  /** Whether a request of this path has succeeded before. */
  readonly isKnown: boolean;
}

/** How requests are judged. */
export interface EarlyRefusalOptions {
  /** The port of the server behind it. */
  readonly target: number;
  /** Whether a request is refused. */
  readonly refuses: (request: JudgedRequest) => boolean;
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("latin1");
const HEAD_END = "\r\n\r\n";

/**
 * Stands in front of an HTTP server and judges requests by their heads, as some
 * proxies and services do: one that it refuses is answered before its body is
 * read, and the connection closed. That resets it under a client that is still
 * sending, so that the answer is lost.
 */
export class EarlyRefusal implements AsyncDisposable {
  readonly port: number;
  /** How many requests were refused. */
  refusals = 0;
  readonly #options: EarlyRefusalOptions;
  readonly #known = new Set<string>();
  readonly #listener: Deno.TcpListener;
  readonly #serving: Promise<void>;

  constructor(options: EarlyRefusalOptions) {
    this.#options = options;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#serving = this.#accept();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#serving;
  }

  async #accept(): Promise<void> {
    const serving: Promise<void>[] = [];
    for await (const client of this.#listener) {
      serving.push(this.#serve(client).catch(() => {}));
    }
    await Promise.all(serving);
  }

  async #serve(client: Deno.Conn): Promise<void> {
    using _client = client;
    const { head, rest } = await readHead(client);
    const path = / ([^ ?]+)/.exec(head)?.[1] ?? "";
    const bodyBytes = Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const isKnown = this.#known.has(path);
    if (this.#options.refuses({ bodyBytes, isKnown })) {
      this.refusals++;
      await writeAll(
        client,
        ENCODER.encode(`HTTP/1.1 413 Content Too Large${HEAD_END}`),
      );
      return;
    }
    using server = await Deno.connect({
      hostname: "127.0.0.1",
      port: this.#options.target,
    });
    const lines = head.split("\r\n")
      .filter((line) => !/^connection:/i.test(line));
    await writeAll(
      server,
      ENCODER.encode(`${lines.join("\r\n")}\r\nconnection: close${HEAD_END}`),
    );
    await writeAll(server, rest);
    const buffer = new Uint8Array(64 * 1024);
    for (let left = bodyBytes - rest.length; left > 0;) {
      const count = await client.read(buffer);
      if (count === null) return;
      left -= count;
      await writeAll(server, buffer.subarray(0, count));
    }
    for (let isFirst = true;; isFirst = false) {
      const count = await server.read(buffer);
      if (count === null) return;
      const bytes = buffer.subarray(0, count);
      if (isFirst && DECODER.decode(bytes).startsWith("HTTP/1.1 2")) {
        this.#known.add(path);
      }
      await writeAll(client, bytes);
    }
  }
}

async function readHead(
  client: Deno.Conn,
): Promise<{ head: string; rest: Uint8Array }> {
  // Small reads leave what is not looked at in the socket: closing it then is a reset.
  const bytes = new Uint8Array(16 * 1024);
  let length = 0;
  for (;;) {
    const count = await client.read(bytes.subarray(length));
    if (count === null) throw new Error("The client left");
    length += count;
    const at = DECODER.decode(bytes.subarray(0, length)).indexOf(HEAD_END);
    if (at < 0) continue;
    return {
      head: DECODER.decode(bytes.subarray(0, at)),
      rest: bytes.slice(at + HEAD_END.length, length),
    };
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += await to.write(bytes.subarray(at));
}
