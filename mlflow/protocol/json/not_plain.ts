/**
 * Thrown where a long body is not of the plain kind that is read by columns; it
 * is read whole then.
 */
export class NotPlain extends Error {
  override readonly name = "NotPlain";
}
