/** What was found of one thing that a start may need. */
export interface Finding {
  /** Whether it will do, is worth knowing, or has to be mended. */
  readonly verdict: "ok" | "note" | "wrong";
  /** The thing, as `data folder`. */
  readonly what: string;
  /** What was seen of it, in one line. */
  readonly seen: string;
  /** What to do; absent where nothing is to be done. */
  readonly advice?: string;
}

/**
 * Findings as lines that people read: the verdict, the thing, what was seen,
 * and below it what to do.
 *
 * @param findings The findings.
 * @returns The text, a line each and one for each advice.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findingLines } from "./finding.ts";
 *
 * assertEquals(
 *   findingLines([{ verdict: "ok", what: "runtime", seen: "Deno 2.9.6" }]),
 *   "ok     runtime  Deno 2.9.6\n",
 * );
 * ```
 */
export function findingLines(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const indent = " ".repeat(VERDICT_WIDTH + width + 4);
  return findings.map(({ verdict, what, seen, advice }) => {
    const line = `${verdict.padEnd(VERDICT_WIDTH)}  ${
      what.padEnd(width)
    }  ${seen}\n`;
    return advice === undefined ? line : `${line}${indent}→ ${advice}\n`;
  }).join("");
}

const VERDICT_WIDTH = "wrong".length;
