import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import { type SecureContext, TLSSocket } from "node:tls";
import { toError } from "../../../ground/to_error.ts";
import { clientGone } from "./request_body.ts";
import type { Transport } from "./transport.ts";

const READ_BYTES = 16 * 1024;
/** What is encrypted at once: the rest of a large answer waits unencrypted. */
const WRITE_BYTES = 64 * 1024;
/** How many bytes may wait to be asked for; the client's others wait with it. */
const UNREAD_BYTES = 64 * 1024;
/** How long the last word may take to leave. */
const GOODBYE_MS = 1000;
/** The first byte of whom TLS is spoken with. */
const HANDSHAKE = 0x16;
/** What is answered to who speaks without TLS. */
const PLAIN_MESSAGE =
  '{"message":"Cannot read the request: it came as plain HTTP, and this is HTTPS; ask with https://"}';
const PLAIN_ANSWER = new TextEncoder().encode(
  `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${PLAIN_MESSAGE.length}\r\n\r\n${PLAIN_MESSAGE}`,
);

/**
 * TLS over a socket. Each connection has its own, and the port is a plain one:
 * so the certificate can change while it stays open. A TLS listener of the
 * platform would have to be closed, which loses who connects at that moment,
 * and its connections cannot be told not to hold small answers back, by 40 ms.
 * That it takes half as many requests where nothing is computed is the price.
 */
export class TlsTransport implements Transport {
  readonly scheme = "https";
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
  readonly #conn: Deno.TcpConn;
  readonly #socket: TLSSocket;
  #unread: Uint8Array = new Uint8Array(0);
  readonly #tellClosed: () => void;
  #isOpen = false;
  #isEnded = false;
  /** Why nothing more can be read or written. */
  #failure: Error | undefined;
  #wakeReader: (() => void) | undefined;
  #failWriter: ((error: Error) => void) | undefined;
  /** Reads on, where what was read waits to be asked for. */
  #readOn: (() => void) | undefined;

  /**
   * Begins to agree with the client.
   *
   * @param conn The socket; it is closed with this.
   * @param secureContext The certificate and its key.
   */
  constructor(conn: Deno.TcpConn, secureContext: SecureContext) {
    this.#conn = conn;
    const socket = new TLSSocket(this.#encrypted(), {
      isServer: true,
      secureContext,
      ALPNProtocols: ["http/1.1"],
    });
    this.#socket = socket;
    const { promise, resolve: tellClosed } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#tellClosed = tellClosed;
    this.opened = new Promise((resolve, reject) => {
      socket.once("secure", () => {
        this.#isOpen = true;
        resolve();
      });
      socket.on("error", (error) => {
        this.#end(error);
        reject(error);
      });
      socket.once("close", () => {
        this.#end(new Deno.errors.Interrupted("The connection was closed"));
        reject(this.#failure);
      });
    });
    // Who waits for it is told, and nobody may.
    this.opened.catch(() => {});
    socket.on("readable", () => this.#wakeReader?.());
    socket.once("end", () => {
      this.#isEnded = true;
      this.#wakeReader?.();
    });
  }

  setNoDelay(): void {
    this.#conn.setNoDelay();
  }

  async read(into: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.#unread.length === 0) {
        this.#unread = this.#socket.read() ?? this.#unread;
        if (!this.#isFull) this.#readOn?.();
      }
      if (this.#unread.length > 0) {
        const part = this.#unread.subarray(0, into.length);
        into.set(part);
        this.#unread = this.#unread.subarray(part.length);
        return part.length;
      }
      if (this.#isEnded) return null;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => this.#wakeReader = resolve);
      this.#wakeReader = undefined;
    }
  }

  async write(bytes: Uint8Array): Promise<number> {
    if (this.#failure !== undefined) throw this.#failure;
    const part = bytes.subarray(0, WRITE_BYTES);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#failWriter = reject;
        this.#socket.write(part, (error) => error ? reject(error) : resolve());
      });
    } finally {
      this.#failWriter = undefined;
    }
    return part.length;
  }

  closeWrite(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once("close", resolve);
      this.#socket.end(resolve);
    });
  }

  /** Closes it, after the word that nothing was cut off, where that can leave. */
  [Symbol.dispose](): void {
    void this.#finish();
  }

  async #finish(): Promise<void> {
    const isHeard = this.#isOpen && this.#failure === undefined &&
      this.#failWriter === undefined;
    if (isHeard) {
      const patience = setTimeout(() => this.#socket.destroy(), GOODBYE_MS);
      await this.closeWrite();
      clearTimeout(patience);
    }
    this.#socket.destroy();
    this.#conn[Symbol.dispose]();
    this.#tellClosed();
  }

  get #isFull(): boolean {
    return this.#socket.readableLength >= UNREAD_BYTES;
  }

  #end(error: Error): void {
    this.#failure ??= error;
    this.#wakeReader?.();
    this.#failWriter?.(error);
  }

  /** The socket as the stream that TLS is spoken over. */
  #encrypted(): Duplex {
    const conn = this.#conn;
    let isFirst = true;
    const next = async () => {
      try {
        const bytes = await readSome(conn);
        if (isFirst && bytes !== null && bytes[0] !== HANDSHAKE) {
          await writeTo(conn, PLAIN_ANSWER);
          throw new Deno.errors.InvalidData("The client speaks without TLS");
        }
        isFirst = false;
        // The platform would wait on.
        if (bytes === null && !this.#isOpen) throw clientGone();
        stream.push(bytes);
      } catch (error) {
        this.#end(toError(error));
        stream.destroy(toError(error));
      }
    };
    const stream: Duplex = new Duplex({
      read: () => {
        const readOn = () => {
          this.#readOn = undefined;
          void next();
        };
        // The platform reads on, however much waits.
        if (this.#isFull) this.#readOn = readOn;
        else readOn();
      },
      write(chunk: Uint8Array, _encoding, done) {
        writeTo(conn, chunk).then(() => done(), done);
      },
      final(done) {
        conn.closeWrite().then(() => done(), done);
      },
    });
    return stream;
  }
}

async function readSome(conn: Deno.TcpConn): Promise<Buffer | null> {
  const bytes = new Uint8Array(READ_BYTES);
  const count = await conn.read(bytes);
  return count === null ? null : Buffer.from(bytes.buffer, 0, count);
}

async function writeTo(conn: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += await conn.write(bytes.subarray(at));
  }
}
