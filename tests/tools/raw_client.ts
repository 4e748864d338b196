const PATIENCE_MS = 10_000;

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** The headers, their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body, a character a byte, without its framing. */
  readonly body: string;
}

/** A client that sends what no well-kept one would, byte for byte. */
export class RawClient implements Disposable {
  readonly #conn: Deno.TcpConn;
  /** Ends a wait for what never comes: a test then fails, and does not hang. */
  readonly #patience: ReturnType<typeof setTimeout>;
  #isClosed = false;
  #text = "";

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.#patience = setTimeout(() => this[Symbol.dispose](), PATIENCE_MS);
  }

  /**
   * Connects to a server on this machine.
   *
   * @param port The server's port.
   * @returns The client.
   */
  static async open(port: number): Promise<RawClient> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    return new RawClient(conn);
  }

  /**
   * Sends bytes.
   *
   * @param content The bytes, or a text of which each character is one.
   * @throws If the server has closed the connection.
   */
  async send(content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === "string"
      ? Uint8Array.from(content, (character) => character.charCodeAt(0))
      : content;
    for (let at = 0; at < bytes.length;) {
      at += await this.#conn.write(bytes.subarray(at));
    }
  }

  /** Says that nothing more is sent. */
  async end(): Promise<void> {
    await this.#conn.closeWrite();
  }

  /**
   * Reads one answer.
   *
   * @param method What it answers; none to `HEAD` has a body.
   * @returns The answer.
   * @throws {Error} If the connection ends before the answer does.
   */
  async answer(method: string = "GET"): Promise<RawAnswer> {
    const head = await this.#upTo("\r\n\r\n");
    const [line, ...lines] = head.split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line!)?.[1]);
    const headers = new Map(lines.map((header) => {
      const colon = header.indexOf(":");
      return [
        header.slice(0, colon).toLowerCase(),
        header.slice(colon + 1).trim(),
      ];
    }));
    const hasNone = method === "HEAD" || status < 200 || status === 204 ||
      status === 304;
    return { status, headers, body: hasNone ? "" : await this.#body(headers) };
  }

  /** Waits for the first byte of an answer, and leaves the others unread. */
  async arrived(): Promise<void> {
    await this.#more(1);
  }

  /** Everything up to the end of the connection. */
  async rest(): Promise<string> {
    while (await this.#more());
    const text = this.#text;
    this.#text = "";
    return text;
  }

  /** Breaks the connection. */
  [Symbol.dispose](): void {
    clearTimeout(this.#patience);
    if (!this.#isClosed) this.#conn.close();
    this.#isClosed = true;
  }

  async #body(headers: ReadonlyMap<string, string>): Promise<string> {
    const length = headers.get("content-length");
    if (length !== undefined) return await this.#take(Number(length));
    if (headers.get("transfer-encoding") !== "chunked") {
      return await this.rest();
    }
    let body = "";
    for (;;) {
      const size = parseInt(await this.#upTo("\r\n"), 16);
      body += await this.#take(size);
      await this.#upTo("\r\n");
      if (size === 0) return body;
    }
  }

  async #upTo(end: string): Promise<string> {
    for (;;) {
      const at = this.#text.indexOf(end);
      if (at >= 0) {
        const text = this.#text.slice(0, at);
        this.#text = this.#text.slice(at + end.length);
        return text;
      }
      if (!await this.#more()) throw new Error(`No answer: ${this.#text}`);
    }
  }

  async #take(length: number): Promise<string> {
    while (this.#text.length < length) {
      if (!await this.#more()) throw new Error(`A cut answer: ${this.#text}`);
    }
    const text = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return text;
  }

  async #more(atMost: number = 64 * 1024): Promise<boolean> {
    const buffer = new Uint8Array(atMost);
    const count = await this.#conn.read(buffer).catch(() => null);
    if (count === null) return false;
    this.#text += Array.from(
      buffer.subarray(0, count),
      (byte) => String.fromCharCode(byte),
    ).join("");
    return true;
  }
}
