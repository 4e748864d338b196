import { ScoringError, STATUS_OF } from "../../errors.ts";
import { PlainResponse } from "../../plain_response.ts";
import { ConnectionInput } from "./connection_input.ts";
import {
  ChunkedBody,
  clientGone,
  DeclaredBody,
  type RequestBody,
} from "./request_body.ts";
import {
  checkUnfinishedHead,
  endOfHead,
  headText,
  MAX_HEAD_BYTES,
} from "./unfinished_head.ts";
import { parseRequestHead, type RequestHead } from "./request_head.ts";
import { writeAll, writeResponse } from "./write_response.ts";
import { ServedRequest } from "./served_request.ts";
import type { Transport } from "./transport.ts";

/** What a connection asks of its server. */
export interface ConnectionHost {
  /** How long it may take, in milliseconds. */
  readonly limits: ConnectionLimits;
  /** The time, by `performance.now()`, as of the last look at the clock. */
  readonly now: number;
  /** The `Date` header's value. */
  readonly date: string;
  /** Whether no further request is taken on a connection. */
  readonly isClosing: boolean;
  /** Whether a new connection waits for one to end: who was answered makes room. */
  readonly needsRoom: boolean;
  /** Answers a request. */
  readonly handler: (request: Request) => Response | Promise<Response>;
  /** What is answered where the handler failed. */
  failed(error: unknown): Response;
  /** A request was refused before it reached the handler. */
  refused(status: number): void;
  /** The connection takes no more, though its handler may not have noticed; `goodbye` may be on its way. */
  closed(connection: Connection, goodbye: Promise<void> | undefined): void;
}

/** How long the parts of an exchange may take, in milliseconds. */
export interface ConnectionLimits {
  /** The head of a request, from its first byte; what is agreed on before the first. */
  readonly headersTimeoutMs: number;
  /** The body of a request, from its first byte to its last. */
  readonly bodyTimeoutMs: number;
  /** Between two requests, and before the first. */
  readonly idleTimeoutMs: number;
  /** Without a byte of the answer being taken. */
  readonly writeTimeoutMs: number;
}

/** What a connection is about: what it waits for has a limit, what it does has none here. */
type Phase = "idle" | "head" | "body" | "answering" | "writing" | "lingering";

/** A body that nobody read is read away up to this size, to keep the connection. */
const MAX_DRAINED_BYTES = 64 * 1024;
/** How long a client may go on sending what nobody reads before it is cut off. */
const LINGER_MS = 10_000;

/** One connection: requests come in and are answered, one after the other. */
export class Connection implements Disposable {
  readonly #conn: Transport;
  readonly #host: ConnectionHost;
  readonly #input: ConnectionInput;
  readonly #sink: { write(bytes: Uint8Array): Promise<number> };
  #phase: Phase = "idle";
  #deadline: number;
  #waits = 0;
  #isClosed = false;
  /** Whether a body could not be read to its end: what follows it is not a request. */
  #isBroken = false;
  #gone: AbortController | undefined;
  /** Ends the read of a head or a body that takes too long. */
  #failRead: ((error: ScoringError) => void) | undefined;

  /**
   * Makes the connection.
   *
   * @param conn What was accepted; it is closed with the connection.
   * @param host The server.
   */
  constructor(conn: Transport, host: ConnectionHost) {
    this.#conn = conn;
    this.#host = host;
    this.#deadline = host.now + host.limits.headersTimeoutMs;
    this.#input = new ConnectionInput(conn, MAX_HEAD_BYTES);
    this.#sink = { write: (bytes) => this.#write(bytes) };
  }

  /** Whether it is answering nothing: it waits for a request, or sees its client off. */
  get isWaiting(): boolean {
    return this.#phase === "idle" || this.#phase === "head" ||
      this.#phase === "lingering";
  }

  /** How many looks at the clock it has waited; 0 if it does not wait. */
  get waits(): number {
    return this.isWaiting ? this.#waits : 0;
  }

  /** Answers requests until the connection ends. It never fails. */
  async serve(): Promise<void> {
    try {
      this.#conn.setNoDelay?.();
      await this.#conn.opened;
      while (await this.#exchange());
    } catch {
      // The client is gone, or its answer failed half-way: closing tells it.
    } finally {
      this[Symbol.dispose]();
    }
  }

  /** Looks at the clock: what has taken too long is ended. */
  checkDeadline(): void {
    this.#waits++;
    if (this.#host.now < this.#deadline) return;
    const { headersTimeoutMs, bodyTimeoutMs } = this.#host.limits;
    if (this.#phase === "head") {
      this.#failRead?.(tooSlow("head", headersTimeoutMs));
    } else if (this.#phase === "body") {
      this.#failRead?.(tooSlow("body", bodyTimeoutMs));
    } else if (this.#phase !== "answering") {
      this[Symbol.dispose]();
    }
  }

  /** Closes it, whatever it is about. */
  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#failRead?.(clientGone());
    this.#gone?.abort(clientGone());
    this.#conn[Symbol.dispose]();
    this.#host.closed(this, this.#conn.closed);
  }

  /** One request and its answer; whether another may follow. */
  async #exchange(): Promise<boolean> {
    let head: RequestHead | undefined;
    try {
      head = await this.#readHead();
    } catch (error) {
      if (!(error instanceof ScoringError)) throw error;
      await this.#refuse(error);
      return false;
    }
    if (head === undefined) return false;
    const body = this.#bodyOf(head);
    const request = new ServedRequest(head, body, () => this.#signal());
    this.#phase = "answering";
    let response: Response;
    try {
      response = await this.#host.handler(request);
    } catch (error) {
      response = this.#host.failed(error);
    }
    if (this.#isClosed) {
      await response.body?.cancel();
      return false;
    }
    return await this.#answer(response, head, body);
  }

  async #readHead(): Promise<RequestHead | undefined> {
    this.#phase = "idle";
    this.#waits = 0;
    this.#deadline = this.#host.now + this.#host.limits.idleTimeoutMs;
    for (let from = 0;;) {
      const bytes = this.#input.buffered;
      const end = endOfHead(bytes, from);
      if (end >= 0) {
        const text = headText(bytes, end);
        this.#input.skip(end + 4);
        return parseRequestHead(text, this.#conn.scheme);
      }
      checkUnfinishedHead(bytes);
      from = Math.max(0, bytes.length - 3);
      if (bytes.length > 0 && this.#phase === "idle") {
        this.#phase = "head";
        this.#deadline = this.#host.now + this.#host.limits.headersTimeoutMs;
      }
      if (this.#host.isClosing && bytes.length === 0) return undefined;
      const read = this.#input.fill();
      // A connection that waits for a request is closed without a word.
      const hasRead =
        await (this.#phase === "idle" ? read : this.#within(read));
      // What comes to a connection that was closed meanwhile is not begun.
      if (!hasRead || this.#isClosed) return undefined;
    }
  }

  #bodyOf(head: RequestHead): RequestBody | undefined {
    if (head.bodyLength === 0) return undefined;
    const body = head.bodyLength === "chunked"
      ? new ChunkedBody(this.#input)
      : new DeclaredBody(this.#input, head.bodyLength);
    const isHere = head.bodyLength !== "chunked" &&
      head.bodyLength <= this.#input.length;
    return isHere ? body : this.#timed(body, head);
  }

  /** A body that is still on its way: it has its time, and may wait to be asked for. */
  #timed(body: RequestBody, head: RequestHead): RequestBody {
    let isAsked = false;
    const within = async <T>(read: () => Promise<T>): Promise<T> => {
      if (!isAsked) {
        isAsked = true;
        this.#deadline = this.#host.now + this.#host.limits.bodyTimeoutMs;
        if (head.expectsContinue) {
          await writeAll(this.#conn, "HTTP/1.1 100 Continue\r\n\r\n");
        }
      }
      this.#phase = "body";
      try {
        return await this.#within(read());
      } catch (error) {
        this.#isBroken = true;
        throw error instanceof ScoringError ? error : clientGone();
      } finally {
        if (this.#phase === "body") this.#phase = "answering";
      }
    };
    return {
      get isRead() {
        return body.isRead;
      },
      next: () => within(() => body.next()),
      bytes: () => within(() => body.bytes()),
    };
  }

  /** What is read, unless it takes too long. */
  async #within<T>(read: Promise<T>): Promise<T> {
    try {
      return await new Promise((resolve, reject) => {
        this.#failRead = reject;
        read.then(resolve, reject);
      });
    } finally {
      this.#failRead = undefined;
    }
  }

  async #answer(
    response: Response,
    head: RequestHead,
    body: RequestBody | undefined,
  ): Promise<boolean> {
    const isDone = body === undefined || body.isRead ||
      !this.#isBroken && canDrain(head);
    const keepsAlive = head.keepsAlive && isDone && !this.#host.isClosing &&
      !this.#host.needsRoom && response.headers.get("connection") !== "close";
    this.#phase = "writing";
    this.#deadline = Infinity;
    const canGoOn = await writeResponse(this.#sink, response, {
      isOld: head.isOld,
      isHead: head.method === "HEAD",
      keepsAlive,
      date: this.#host.date,
      signal: () => this.#signal(),
    });
    this.#gone = undefined;
    if (!isDone) await this.#linger();
    if (!canGoOn) return false;
    while (body !== undefined && !body.isRead) await body.next();
    return true;
  }

  /** Refuses what is not a request, and sees the client off. */
  async #refuse(error: ScoringError): Promise<void> {
    const status = STATUS_OF[error.code];
    this.#host.refused(status);
    try {
      const response = new PlainResponse(
        JSON.stringify({ message: error.message }),
        { status, headers: { "content-type": "application/json" } },
      );
      await writeResponse(this.#sink, response, {
        isOld: false,
        isHead: false,
        keepsAlive: false,
        date: this.#host.date,
        signal: () => this.#signal(),
      });
      await this.#linger();
    } catch {
      // The client is gone already.
    } finally {
      this[Symbol.dispose]();
    }
  }

  /**
   * Reads what the client still sends, for a while: closing at once would
   * reset the connection, and take the answer away from it.
   */
  async #linger(): Promise<void> {
    this.#phase = "lingering";
    this.#waits = 0;
    this.#deadline = this.#host.now + LINGER_MS;
    if (this.#host.isClosing) return;
    await this.#conn.closeWrite();
    do this.#input.skip(this.#input.length); while (await this.#input.fill());
  }

  /** Aborts when the client leaves before its answer; from then on the connection is watched. */
  #signal(): AbortSignal {
    if (this.#gone === undefined) {
      this.#gone = new AbortController();
      void this.#watch(this.#gone);
    }
    return this.#gone.signal;
  }

  async #watch(gone: AbortController): Promise<void> {
    try {
      while (!this.#input.isFull && gone === this.#gone) {
        if (!await this.#input.fill()) break;
      }
      if (this.#input.isFull) return;
    } catch {
      // A broken connection is one whose client left.
    }
    if (gone === this.#gone) gone.abort(clientGone());
  }

  async #write(bytes: Uint8Array): Promise<number> {
    this.#deadline = this.#host.now + this.#host.limits.writeTimeoutMs;
    const count = await this.#conn.write(bytes);
    // An answer that comes in parts may take its time.
    this.#deadline = Infinity;
    return count;
  }
}

function canDrain({ bodyLength, expectsContinue }: RequestHead): boolean {
  return bodyLength !== "chunked" && bodyLength <= MAX_DRAINED_BYTES &&
    !expectsContinue;
}

function tooSlow(part: string, limitMs: number): ScoringError {
  return new ScoringError(
    "request-timeout",
    `Cannot read the request: its ${part} did not come within ${limitMs} ms`,
  );
}
