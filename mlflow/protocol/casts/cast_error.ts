/** Why cells cannot be cast; the caller adds which column it is. The message holds no payload. */
export class CastError extends Error {
  override readonly name = "CastError";
}
