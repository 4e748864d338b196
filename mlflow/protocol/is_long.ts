/** The size from which a body is read by columns and in turns, in bytes. */
const LONG = 2 ** 20;

/**
 * Whether a body is so long that reading it at once would keep others waiting.
 *
 * @param body The body.
 * @returns Whether it is.
 */
export function isLong(body: Uint8Array): boolean {
  return body.length > LONG;
}
