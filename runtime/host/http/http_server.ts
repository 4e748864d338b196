import { INTERNAL_FAILURE, STATUS_OF } from "../../errors.ts";
import { pause } from "../../../ground/pause.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import type { Logger } from "../../logger.ts";
import { PlainResponse } from "../../plain_response.ts";
import type { ServerCertificate } from "./server_certificate.ts";
import { TlsTransport } from "./tls_transport.ts";
import type { Transport } from "./transport.ts";
import {
  Connection,
  type ConnectionHost,
  type ConnectionLimits,
} from "./connection.ts";

/** Where to listen, and what clients may ask of the server. */
export interface HttpServerOptions {
  /** The address to listen on. */
  readonly hostname: string;
  /** The port; 0 takes a free one. */
  readonly port: number;
  /** A file to listen on as a Unix socket, in the place of the address and the port. */
  readonly unixSocket?: string | undefined;
  /** Whether another server may listen on the port too (default no). */
  readonly reusePort?: boolean;
  /** Where the server writes what happens. */
  readonly log: Logger;
  /**
   * How many connections are served at once.
   *
   * @default {900}
   */
  readonly maxConnections?: number;
  /**
   * How long the head of a request may take, in milliseconds.
   *
   * @default {30000}
   */
  readonly headersTimeoutMs?: number;
  /**
   * How long the body of a request may take, in milliseconds.
   *
   * @default {300000}
   */
  readonly bodyTimeoutMs?: number;
  /** What the server proves itself with: it speaks TLS, and nothing else, where there is one. */
  readonly certificate?: ServerCertificate | undefined;
  /** Told of the status of each request that was refused before it reached the handler. */
  readonly refused?: (status: number) => void;
}

const IDLE_TIMEOUT_MS = 75_000;
const WRITE_TIMEOUT_MS = 60_000;
/** How many connections are served at once if nothing is said: below the 1,024 files that a process may usually have open, as the rest is for its own. */
export const MAX_CONNECTIONS = 900;
/**
 * How many looks at the clock a connection must have waited before it may be
 * closed to make room: what it sent before the first was read before the second.
 */
const SHED_AFTER = 2;
/** Connections that are closed where the process may open no more files: room for its own. */
const RESERVE = 32;

/**
 * An HTTP/1.1 server over the platform's sockets. It is our own because
 * `Deno.serve` has no limits of time and connections and says nothing of what
 * it refuses, and `node:http`, which has them, takes more than twice as long
 * for a small request.
 */
export class HttpServer implements AsyncDisposable {
  readonly #listener: Deno.TcpListener | Deno.UnixListener;
  readonly #log: Logger;
  readonly #connections = new Set<Connection>();
  /** Last words to clients, on their way. */
  readonly #goodbyes = new Set<Promise<void>>();
  readonly #host: { -readonly [K in keyof ConnectionHost]: ConnectionHost[K] };
  readonly #clock: ReturnType<typeof setInterval>;
  readonly #accepting: Promise<void>;
  readonly #certificate: ServerCertificate | undefined;
  #maxConnections: number;
  #hasToldOfLimit = false;
  /** Settles the wait for a connection that ends or waits. */
  #room: (() => void) | undefined;

  /**
   * Starts to listen.
   *
   * @param handler Answers the requests.
   * @param options Where to listen, and the limits.
   * @throws If the port is taken, or may not be listened on.
   */
  constructor(
    handler: (request: Request) => Response | Promise<Response>,
    options: HttpServerOptions,
  ) {
    const { log } = options;
    this.#log = log;
    this.#certificate = options.certificate;
    this.#maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
    this.#listener = openListener(options);
    const limits: ConnectionLimits = {
      headersTimeoutMs: options.headersTimeoutMs ?? 30_000,
      bodyTimeoutMs: options.bodyTimeoutMs ?? 300_000,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      writeTimeoutMs: WRITE_TIMEOUT_MS,
    };
    this.#host = {
      limits,
      handler,
      now: performance.now(),
      date: new Date().toUTCString(),
      isClosing: false,
      needsRoom: false,
      refused: options.refused ?? (() => {}),
      failed: (error) => this.#failed(error),
      closed: (connection, goodbye) => {
        this.#connections.delete(connection);
        this.#room?.();
        if (goodbye === undefined) return;
        this.#goodbyes.add(goodbye);
        void goodbye.then(() => this.#goodbyes.delete(goodbye));
      },
    };
    const shortest = Math.min(limits.headersTimeoutMs, limits.bodyTimeoutMs);
    const period = Math.max(10, Math.min(1000, shortest / 4));
    this.#clock = setInterval(() => this.#tick(), period);
    this.#accepting = this.#accept();
  }

  /** The port it listens on; 0 where it is a Unix socket. */
  get port(): number {
    const { addr } = this.#listener;
    return addr.transport === "tcp" ? addr.port : 0;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /**
   * Takes no more connections, lets those finish that are being answered, and
   * closes the others.
   *
   * @param options Where `signal` aborts, all are closed.
   */
  async shutdown(
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    const { signal } = options;
    this.#host.isClosing = true;
    this.#listener.close();
    // A request that has been read already is heard of in the next turn, and answered.
    if (!signal?.aborted) await pause(0);
    for (const connection of this.#connections) {
      if (connection.isWaiting) connection[Symbol.dispose]();
    }
    const closeAll = () => {
      for (const connection of this.#connections) connection[Symbol.dispose]();
    };
    if (signal?.aborted) closeAll();
    signal?.addEventListener("abort", closeAll);
    await this.#accepting;
    while (this.#connections.size > 0) await this.#someRoom();
    await Promise.all(this.#goodbyes);
    signal?.removeEventListener("abort", closeAll);
    clearInterval(this.#clock);
  }

  /** Closes everything at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown({ signal: AbortSignal.abort() });
  }

  async #accept(): Promise<void> {
    while (!this.#host.isClosing) {
      let conn: Deno.TcpConn | Deno.UnixConn;
      try {
        conn = await this.#listener.accept();
      } catch (error) {
        if (this.#host.isClosing) return;
        await this.#cannotAccept(error);
        continue;
      }
      await this.#makeRoom();
      if (this.#host.isClosing) conn.close();
      else this.#serve(conn);
    }
  }

  #serve(conn: Deno.TcpConn | Deno.UnixConn): void {
    const connection = new Connection(this.#transport(conn), this.#host);
    this.#connections.add(connection);
    void connection.serve();
  }

  #transport(conn: Deno.TcpConn | Deno.UnixConn): Transport {
    if (this.#certificate === undefined || !("setNoDelay" in conn)) return conn;
    const { secureContext } = this.#certificate;
    const transport = new TlsTransport(conn, secureContext);
    transport.opened.catch((error) =>
      this.#log.debug(`A client and the host found no TLS: ${reasonOf(error)}`)
    );
    return transport;
  }

  /** Sees to it that one more connection may be served. */
  async #makeRoom(): Promise<void> {
    while (
      this.#connections.size >= this.#maxConnections && !this.#host.isClosing
    ) {
      this.#tellOfLimit("");
      if (this.#shed(1) === 0) await this.#someRoom();
    }
    this.#host.needsRoom = false;
  }

  /**
   * Closes connections that wait for a request, those first that wait longest;
   * none that came a moment ago, whose request may be there and not read yet.
   */
  #shed(count: number): number {
    const waiting = [...this.#connections]
      .filter(({ waits }) => waits >= SHED_AFTER)
      .sort((a, b) => b.waits - a.waits)
      .slice(0, count);
    for (const connection of waiting) connection[Symbol.dispose]();
    return waiting.length;
  }

  /** The process may open no more files, or a client left at once: the server goes on. */
  async #cannotAccept(error: unknown): Promise<void> {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ECONNABORTED") return;
    if (code !== "EMFILE" && code !== "ENFILE") {
      this.#log.error("Cannot accept a connection", {
        cause: reasonOf(error),
      });
      return await this.#someRoom();
    }
    const { size } = this.#connections;
    this.#maxConnections = Math.max(1, size - RESERVE, Math.floor(size / 2));
    this.#tellOfLimit(", as the process may open no more files (ulimit -n)");
    this.#shed(RESERVE);
    // What was closed is given back a moment later.
    await this.#someRoom();
    this.#host.needsRoom = false;
  }

  #tellOfLimit(reason: string): void {
    if (this.#hasToldOfLimit) return;
    this.#hasToldOfLimit = true;
    this.#log.warn(
      `Cannot serve more than ${this.#maxConnections} connections at once${reason}: those that wait longest for a request are closed, and new ones wait; raise --max-connections, or send from fewer clients`,
    );
  }

  /** Waits until a connection ends, or the clock ticks. */
  #someRoom(): Promise<void> {
    this.#host.needsRoom = true;
    return new Promise((resolve) => {
      this.#room = () => {
        this.#room = undefined;
        resolve();
      };
    });
  }

  #tick(): void {
    this.#host.now = performance.now();
    this.#host.date = new Date().toUTCString();
    for (const connection of this.#connections) connection.checkDeadline();
    this.#room?.();
  }

  #failed(error: unknown): Response {
    this.#log.error("The host failed", {
      cause: error instanceof Error ? error.stack ?? error.message : error,
    });
    return new PlainResponse(JSON.stringify({ message: INTERNAL_FAILURE }), {
      status: STATUS_OF.internal,
      headers: { "content-type": "application/json" },
    });
  }
}

/** Who may use the file of a socket: its owner and his group, such as a proxy in front. */
const SOCKET_MODE = 0o660;

function openListener(
  { hostname, port, unixSocket: path, reusePort = false }: HttpServerOptions,
): Deno.TcpListener | Deno.UnixListener {
  if (path === undefined) return Deno.listen({ hostname, port, reusePort });
  const listener = Deno.listen({ transport: "unix", path });
  Deno.chmodSync(path, SOCKET_MODE);
  return listener;
}
