import { ScoringError } from "./errors.ts";

/**
 * The address of a request. What the server made it of is the client's: a
 * `Host` header such as `[::1` gives an address that no URL is, `a@b` one that
 * no `Request` takes.
 *
 * @param request The request.
 * @returns The address.
 * @throws {ScoringError} `bad-input` if it is no URL.
 */
export function requestUrl(request: Request): URL {
  const url = URL.parse(request.url);
  if (url !== null && url.username === "" && url.password === "") return url;
  throw new ScoringError(
    "bad-input",
    "The address of the request is not a valid URL: check its Host header and its path",
  );
}
