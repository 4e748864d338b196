import { readFile } from "node:fs/promises";
import { reasonOf } from "../../../ground/reason_of.ts";
import { ConfigurationError } from "../configuration_error.ts";

/** One to serve, and one to change to. */
const MAX_KEYS = 2;
/** Below this somebody guesses it. */
const LEAST_LENGTH = 16;

/**
 * Reads the keys of those who may ask, a line each; empty lines and lines that
 * begin with `#` are passed over.
 *
 * @param path The file.
 * @returns One key or two.
 * @throws {ConfigurationError} If it cannot be read, or has no keys that will do; no key is in the message.
 */
export async function readKeys(path: string): Promise<readonly string[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new ConfigurationError(
      `Cannot read the keys in ${path}: ${reasonOf(error)}`,
      { cause: error },
    );
  }
  return keysIn(text, path);
}

/**
 * The keys in a text, a line each.
 *
 * @param text The text.
 * @param place Where it stands, for messages.
 * @returns One key or two.
 * @throws {ConfigurationError} If there is none, or one that will not do; no key is in the message.
 */
export function keysIn(text: string, place: string): readonly string[] {
  const keys = text.split(/\r?\n/).map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const at = keys.findIndex((key) => !/^[\x21-\x7e]+$/.test(key));
  const short = keys.findIndex((key) => key.length < LEAST_LENGTH);
  const problem = keys.length === 0
    ? "it has none"
    : keys.length > MAX_KEYS
    ? `it has ${keys.length}, at most ${MAX_KEYS} are known at once`
    : at >= 0
    ? `key ${at + 1} has a character that no header may have`
    : short >= 0
    ? `key ${short + 1} is shorter than ${LEAST_LENGTH} characters`
    : undefined;
  if (problem === undefined) return keys;
  throw new ConfigurationError(
    `Cannot use the keys in ${place}: ${problem}; write one key or two, a line each`,
  );
}
