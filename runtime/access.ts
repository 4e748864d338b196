import type { Logger } from "./logger.ts";
import { PlainResponse } from "./plain_response.ts";

/** Whether a request may come in; where it may later, after how many seconds. */
export type Admission = boolean | { readonly retryAfterSeconds: number };

/** Who may ask a host. */
export interface Access {
  /**
   * Whether who sent a request may ask.
   *
   * @param authorization The header `Authorization`; `null` if there is none.
   * @returns Whether he may; it never fails.
   */
  admits(authorization: string | null): Admission | Promise<Admission>;
}

/**
 * What a probe asks, which knows no key and learns nothing but a status; and
 * the page on which somebody gives his key, which is the same on every host.
 */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  "/",
  "/ready",
  "/ping",
  "/health",
  "/docs",
  "/v2/health/live",
  "/v2/health/ready",
]);

/**
 * Whether a request is answered to anybody: one of a probe, or for the page.
 *
 * @param request The request.
 * @param pathPrefix What stands before the path of every route.
 * @returns Whether it is.
 */
export function isOpen(
  { method, url }: Request,
  pathPrefix: string = "",
): boolean {
  const path = URL.parse(url)?.pathname;
  if ((method !== "GET" && method !== "HEAD") || path === undefined) {
    return false;
  }
  if (path === "/") return true;
  if (!path.startsWith(pathPrefix)) return false;
  return OPEN_PATHS.has(path.slice(pathPrefix.length) || "/");
}

/**
 * The answer to who may not ask. It says nothing of what is here.
 *
 * @param admission Why: he is not known, or has asked too often.
 * @param log Where it is told, without what was sent.
 * @returns 401, or 429 with `Retry-After`, without a body.
 */
export function refuseAccess(
  admission: Exclude<Admission, true>,
  log: Logger,
): Response {
  if (admission !== false) {
    const { retryAfterSeconds } = admission;
    return new PlainResponse(undefined, {
      status: 429,
      headers: { "retry-after": String(retryAfterSeconds) },
    });
  }
  log.debug("A request without a key that is known was refused");
  return new PlainResponse(undefined, {
    status: 401,
    headers: { "www-authenticate": "Bearer" },
  });
}
