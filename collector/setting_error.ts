import * as v from "valibot";
import { nearestWord } from "../ground/nearest_word.ts";

/** A key or a value of a configuration that will not do. */
export class SettingError extends TypeError {
  /** `SettingError`. */
  override readonly name = "SettingError";
  /** The keys that lead to it. */
  readonly keys: readonly string[];

  /**
   * Makes the error.
   *
   * @param message What is wrong, and what is allowed.
   * @param keys The keys that lead to it.
   */
  constructor(message: string, keys: readonly string[]) {
    super(message);
    this.keys = keys;
  }
}

/**
 * A validation issue in words.
 *
 * @param issue The issue, whose message is what is allowed: `a mapping of …` where it is about keys.
 * @param where Where the value stands.
 * @returns The error, which names the key, the value and what is allowed.
 */
export function issueError(
  issue: v.BaseIssue<unknown>,
  where: string,
): SettingError {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const path = [where, v.getDotPath(issue)].filter(Boolean).join(".");
  if (issue.expected === "never") {
    const known = issue.message.replace(/^.* of /, "").split(", ");
    const meant = nearestWord(keys.at(-1) ?? "", known);
    const hint = meant === undefined ? "" : `did you mean "${meant}"? `;
    return new SettingError(
      `Cannot use "${path}": there is no such key, ${hint}expected ${issue.message}`,
      keys,
    );
  }
  return new SettingError(
    `Cannot use ${issue.received} for "${path}": expected ${issue.message}`,
    keys,
  );
}
