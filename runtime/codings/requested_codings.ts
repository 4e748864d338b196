import { ScoringError } from "../errors.ts";
import type { ContentCodings } from "./content_coding.ts";

/** Each coding may be a bomb of its own. */
const MAX_CODINGS = 2;

/**
 * The codings of a request's body, as `Content-Encoding` names them.
 *
 * @param header The header's value.
 * @param codings The codings that the host knows.
 * @returns Their names, in the order in which they were applied; `identity` is none.
 * @throws {ScoringError} `unsupported-coding` if the host does not know one of them, or there are too many.
 */
export function requestedCodings(
  header: string,
  codings: ContentCodings,
): string[] {
  const known = Object.keys(codings).join(", ");
  const names = header.split(",").map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity")
    .map((name) => name === "x-gzip" ? "gzip" : name);
  const unknown = names.find((name) => !Object.hasOwn(codings, name));
  if (unknown !== undefined) {
    throw new ScoringError(
      "unsupported-coding",
      `Cannot read the body: its Content-Encoding is ${
        JSON.stringify(unknown.slice(0, 50))
      }, expected ${known} or none`,
    );
  }
  if (names.length > MAX_CODINGS) {
    throw new ScoringError(
      "unsupported-coding",
      `Cannot read the body: its Content-Encoding names ${names.length} codings, expected at most ${MAX_CODINGS} of ${known}`,
    );
  }
  return names;
}
