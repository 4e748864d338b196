/** Headers of one connection (RFC 9110, section 7.6.1), and what is answered by whoever reads the request. */
const HOP_BY_HOP: readonly string[] = [
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * The headers of a message that are for who is at its other end, not for the
 * connection that brought it.
 *
 * @param headers The headers as they came.
 * @returns The headers to send on.
 */
export function endToEndHeaders(headers: Headers): Headers {
  const named = (headers.get("connection") ?? "").split(",").map((name) =>
    name.trim().toLowerCase()
  );
  const own = new Set([...HOP_BY_HOP, ...named]);
  return new Headers([...headers].filter(([name]) => !own.has(name)));
}
