/**
 * Thrown where the plain JSON reader may have lost what decides; the body is
 * read again exactly.
 */
export class ExactReadNeeded extends Error {
  override readonly name = "ExactReadNeeded";
}
