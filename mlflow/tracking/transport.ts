import { backoffMs } from "../../ground/backoff.ts";
import { isPassing, TrackingError } from "./tracking_error.ts";
import type { TrackingServer } from "./tracking_settings.ts";
import { Attempt, BrokenAnswer } from "./attempt.ts";
import { pause } from "../../ground/pause.ts";

/** How a tracking server is asked. */
export interface TransportOptions {
  /** What sends requests (default: the platform's `fetch`). */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often a request is sent again (default 7), on no answer at most twice. */
  readonly maxRetries?: number;
  /** The first wait, in milliseconds (default 1,000); it doubles each time. */
  readonly firstDelayMs?: number;
  /** The longest wait, in milliseconds (default 60,000), also if a server asks for more. */
  readonly maxDelayMs?: number;
  /** How long a server may be silent, in milliseconds (default 120,000). */
  readonly timeoutMs?: number;
  /** Told before each wait what went wrong, in a sentence. */
  readonly onRetry?: (message: string) => void;
  /** Ends every request and every wait. */
  readonly signal?: AbortSignal;
}

/** One request to a tracking server. */
export interface TrackingRequest {
  /** What is read, for messages: `the model "iris"`. */
  readonly what: string;
  /** The path below the server's address, with a slash first. */
  readonly path: string;
  /** The query; what is undefined is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** A JSON body; it makes the request a POST. */
  readonly body?: unknown;
}

const MAX_REDIRECTS = 5;
const MAX_SILENT_RETRIES = 2;

/**
 * Sends requests to one tracking server: with its credentials, again when it
 * cannot answer now (408, 429, 5xx, no answer, an answer that breaks off), and
 * to no other host, wherever it may be redirected.
 */
export class Transport {
  /** The server's address. */
  readonly url: string;
  readonly #authorization: string | undefined;
  readonly #options: TransportOptions;

  /**
   * Makes the transport; nothing is sent.
   *
   * @param server The server.
   * @param options How it is asked.
   */
  constructor(server: TrackingServer, options: TransportOptions = {}) {
    this.url = server.url;
    this.#authorization = server.authorization;
    this.#options = options;
  }

  /**
   * Sends a request and reads its answer, again from its start if it breaks off.
   *
   * @param request The request.
   * @param read Reads an answer that is a success, through {@linkcode Attempt.chunks}.
   * @returns What was read.
   * @throws {TrackingError} If there is no such answer.
   */
  async send<T>(
    request: TrackingRequest,
    read: (response: Response, attempt: Attempt) => Promise<T>,
  ): Promise<T> {
    const { maxRetries = 7, onRetry } = this.#options;
    const { signal } = this.#options;
    for (let retries = 0;; retries++) {
      signal?.throwIfAborted();
      using attempt = new Attempt(this.#options.timeoutMs ?? 120_000, signal);
      const failure = await this.#try(request, { attempt, read });
      if (failure.result !== undefined) return failure.result.value;
      const limit = failure.status === undefined
        ? Math.min(maxRetries, MAX_SILENT_RETRIES)
        : maxRetries;
      const { error, retryAfterMs = 0 } = failure;
      if (!failure.isPassing || retries >= limit) throw error;
      const waitMs = this.#waitMs(retries, retryAfterMs);
      onRetry?.(
        `${error.message}; trying again in ${Math.ceil(waitMs / 1000)} s`,
      );
      await pause(waitMs, signal);
    }
  }

  async #try<T>(
    request: TrackingRequest,
    how: {
      readonly attempt: Attempt;
      readonly read: (response: Response, attempt: Attempt) => Promise<T>;
    },
  ): Promise<Outcome<T>> {
    const { attempt } = how;
    let response: Response;
    try {
      response = await this.#follow(request, attempt.signal);
    } catch (error) {
      if (error instanceof TrackingError) return { error, isPassing: false };
      this.#options.signal?.throwIfAborted();
      return this.#silence(request, attempt, error);
    }
    const { status } = response;
    if (!response.ok) {
      const code = await errorCodeOf(response, attempt);
      return {
        error: this.#refusal(request, status, code),
        status,
        isPassing: isPassing(status),
        retryAfterMs: retryAfterMs(response.headers.get("Retry-After")),
      };
    }
    try {
      return { result: { value: await how.read(response, attempt) } };
    } catch (error) {
      if (!(error instanceof BrokenAnswer)) throw error;
      this.#options.signal?.throwIfAborted();
      const message = `Cannot read ${request.what} from ${this.url}: ${
        attempt.isLate ? "the server fell silent" : error.message
      }`;
      return {
        error: new TrackingError(message, { cause: error }),
        // The server is there: an answer may break off as often as it may fail.
        status,
        isPassing: true,
      };
    }
  }

  /** Sends the request to where the server redirects it, as far as that is the same server. */
  async #follow(
    request: TrackingRequest,
    signal: AbortSignal,
  ): Promise<Response> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) query.set(name, value);
    }
    const search = query.size === 0 ? "" : `?${query}`;
    let url = `${this.url}${request.path}${search}`;
    for (let redirects = 0;; redirects++) {
      const response = await this.#fetch(url, request.body, signal);
      const location = response.headers.get("Location");
      const isRedirect = response.status >= 300 && response.status < 400;
      if (!isRedirect && response.type !== "opaqueredirect") return response;
      await response.body?.cancel();
      const target = location === null ? null : URL.parse(location, url);
      if (
        target === null || request.body !== undefined ||
        redirects === MAX_REDIRECTS || !isSameServer(new URL(url), target)
      ) {
        throw new TrackingError(
          `Cannot read ${request.what} from ${this.url}: the server redirects to ${
            target?.origin ?? "somewhere else"
          }, which MLFLOW_TRACKING_URI does not name`,
          { status: response.status },
        );
      }
      url = target.href;
    }
  }

  async #fetch(
    url: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<Response> {
    const headers: Record<string, string> = {};
    if (this.#authorization !== undefined) {
      headers["Authorization"] = this.#authorization;
    }
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const send = this.#options.fetch ?? fetch;
    return await send(url, {
      method: body === undefined ? "GET" : "POST",
      headers,
      redirect: "manual",
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  #silence(
    request: TrackingRequest,
    attempt: Attempt,
    cause: unknown,
  ): { readonly error: TrackingError; readonly isPassing: boolean } {
    const isForbidden = cause instanceof Error && cause.name === "NotCapable";
    const { host } = new URL(this.url);
    const reason = isForbidden
      ? `this process may not connect to it; grant it with --allow-net=${host}`
      : attempt.isLate
      ? "it does not answer in time"
      : "there is no connection to it";
    return {
      error: new TrackingError(
        `Cannot read ${request.what} from ${this.url}: ${reason}`,
        { cause },
      ),
      isPassing: !isForbidden,
    };
  }

  #refusal(
    request: TrackingRequest,
    status: number,
    code: string | undefined,
  ): TrackingError {
    const advice = status === 401
      ? "; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN"
      : status === 403
      ? "; these credentials may not read it"
      : "";
    const seen = code === undefined ? `${status}` : `${status} ${code}`;
    return new TrackingError(
      `Cannot read ${request.what} from ${this.url}: the server answered ${seen}${advice}`,
      { status },
    );
  }

  #waitMs(retries: number, retryAfterMs: number): number {
    const { firstDelayMs = 1000, maxDelayMs = 60_000 } = this.#options;
    const waitMs = backoffMs(retries + 1, {
      firstMs: firstDelayMs,
      maxMs: maxDelayMs,
    });
    return Math.min(maxDelayMs, Math.max(waitMs, retryAfterMs));
  }
}

type Outcome<T> =
  | { readonly result: { readonly value: T } }
  | {
    readonly result?: undefined;
    readonly error: TrackingError;
    readonly isPassing: boolean;
    readonly status?: number;
    readonly retryAfterMs?: number;
  };

/** The same origin, or the same host by an encrypted connection. */
function isSameServer(from: URL, to: URL): boolean {
  if (to.username !== "" || to.password !== "") return false;
  return from.origin === to.origin ||
    from.hostname === to.hostname && from.protocol === "http:" &&
      to.protocol === "https:";
}

/** `Retry-After`, in seconds or as a date. */
function retryAfterMs(text: string | null): number {
  if (text === null) return 0;
  const ms = /^\d+$/.test(text.trim())
    ? Number(text) * 1000
    : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

const MAX_ERROR_BYTES = 64 * 1024;

/** MLflow's name of what is wrong; the server's own text is not repeated, it may hold anything. */
async function errorCodeOf(
  response: Response,
  attempt: Attempt,
): Promise<string | undefined> {
  try {
    const text = await attempt.text(response, MAX_ERROR_BYTES);
    return /"error_code"\s*:\s*"([A-Z_]{1,64})"/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}
