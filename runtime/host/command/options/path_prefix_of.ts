import { InvalidArgumentError } from "commander";

const SEGMENTS = /^(?:\/[\w.~-]+)+$/;

/**
 * What stands before the paths of routes.
 *
 * @param text What was given.
 * @returns The prefix, without a slash at its end.
 * @throws {InvalidArgumentError} If it is no path of plain segments.
 */
export function pathPrefixOf(text: string): string {
  const prefix = text.replace(/\/$/, "");
  if (SEGMENTS.test(prefix) && !/\/\.{1,2}(?:\/|$)/.test(prefix)) return prefix;
  throw new InvalidArgumentError(
    "Expected a path as /models/iris: letters, digits, - _ . ~ between slashes",
  );
}
