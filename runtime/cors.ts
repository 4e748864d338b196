import { PlainResponse } from "./plain_response.ts";
/** What a browser asks before it sends a request that could do something. */
const PREFLIGHT = "access-control-request-method";
const METHODS = ["GET", "POST"];

/**
 * Which pages of other origins may ask, as flask-cors decides it for Azure ML's
 * server: origins are compared as they are written, `*` is any.
 */
export class Cors {
  readonly #origins: readonly string[];

  /**
   * Takes the origins.
   *
   * @param origins The origins, with commas between; `*` for any.
   */
  constructor(origins: string) {
    this.#origins = origins.split(",").map((origin) => origin.trim())
      .filter((origin) => origin !== "");
  }

  /** Whether a request asks what it may send, and sends nothing itself. */
  isPreflight(request: Request): boolean {
    return request.method === "OPTIONS" && request.headers.has(PREFLIGHT);
  }

  /**
   * What an answer says to the browser.
   *
   * @param request The request.
   * @returns The headers that are added; none where the page may not ask.
   */
  headers(request: Request): Readonly<Record<string, string>> {
    const origin = request.headers.get("origin");
    const allowed = this.#allowed(origin);
    if (allowed === undefined) return {};
    const headers: Record<string, string> = {
      "access-control-allow-origin": allowed,
    };
    if (allowed !== "*") headers["vary"] = "Origin";
    if (!this.isPreflight(request)) return headers;
    const method = request.headers.get(PREFLIGHT)!.toUpperCase();
    if (!METHODS.includes(method)) return headers;
    headers["access-control-allow-methods"] = METHODS.join(", ");
    const asked = request.headers.get("access-control-request-headers");
    if (asked !== null) headers["access-control-allow-headers"] = asked;
    return headers;
  }

  #allowed(origin: string | null): string | undefined {
    const isAny = this.#origins.includes("*");
    // flask-cors names the first by the alphabet to who names none.
    if (origin === null) return isAny ? "*" : [...this.#origins].sort()[0];
    return isAny || this.#origins.includes(origin) ? origin : undefined;
  }
}

/**
 * An answer with further headers. `Vary` is added to, others are set.
 *
 * @param response The answer.
 * @param headers The headers.
 * @returns The same answer, or one like it where its headers cannot be changed.
 */
export function withHeaders(
  response: Response,
  headers: Readonly<Record<string, string>>,
): Response {
  const entries = Object.entries(headers);
  if (entries.length === 0) return response;
  const changed = hasFixedHeaders(response)
    ? new Response(response.body, response)
    : response;
  const told = changed instanceof PlainResponse
    ? changed.changedHeaders()
    : changed.headers;
  for (const [name, value] of entries) {
    if (name === "vary") told.append(name, value);
    else told.set(name, value);
  }
  return changed;
}

/** One that came from somebody else's server is passed on as it is. */
function hasFixedHeaders({ headers }: Response): boolean {
  try {
    headers.delete("access-control-allow-origin");
    return false;
  } catch {
    return true;
  }
}
