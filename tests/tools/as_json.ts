/**
 * What MLflow's server answered, as JSON: it writes numbers that JSON does not
 * have as bare words, which no other reader than Python's takes; here they are
 * null.
 *
 * @param recorded The recorded answer; its texts hold none of these words.
 * @returns The answer as JSON.
 */
export function asJson(recorded: string): string {
  return recorded.replace(/-?\b(?:NaN|Infinity)\b/g, "null");
}
