import type { AnswerDifference } from "./compare_answers.ts";

/** One request whose answer is not the one that was recorded. */
export interface ReplayFinding {
  /** The correlation id of what was recorded. */
  readonly correlationId: string;
  /** What is wrong: where the answers differ, or why there is none. */
  readonly what: string;
}

/** What came of a replay, in numbers. The first is the sum of the others. */
export interface ReplayCounts {
  /** What was read. */
  readonly read: number;
  /** Answered as recorded, within the tolerance. */
  readonly equal: number;
  /** Answered otherwise. */
  readonly different: number;
  /** Not answered, or not with 200. */
  readonly failed: number;
  /** Answered, with nothing to compare with. */
  readonly notCompared: number;
  /** Recorded without a body that can be sent. */
  readonly notSent: number;
}

const MAX_FINDINGS = 10;

/** What came of a replay. */
export class ReplayReport {
  /** How many were read. */
  read = 0;
  #equal = 0;
  #different = 0;
  #failed = 0;
  #notCompared = 0;
  #notSent = 0;
  #absolute = 0;
  #relative = 0;
  readonly #reasons = new Map<string, number>();
  readonly #findings: ReplayFinding[] = [];
  readonly #times: number[] = [];

  /** The counts. */
  get counts(): ReplayCounts {
    return {
      read: this.read,
      equal: this.#equal,
      different: this.#different,
      failed: this.#failed,
      notCompared: this.#notCompared,
      notSent: this.#notSent,
    };
  }

  /** The greatest distance of two numbers, and that as a part of the larger one. */
  get greatest(): { readonly absolute: number; readonly relative: number } {
    return { absolute: this.#absolute, relative: this.#relative };
  }

  /** How often requests failed, by the reason. */
  get failures(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#reasons);
  }

  /** The first requests whose answers are not those that were recorded. */
  get findings(): readonly ReplayFinding[] {
    return this.#findings;
  }

  /**
   * How long answers took.
   *
   * @param share The share that took no longer, as 0.5.
   * @returns Milliseconds; 0 if there was none.
   */
  quantileMs(share: number): number {
    const times = this.#times.sort((one, other) => one - other);
    return times[
      Math.min(times.length - 1, Math.floor(times.length * share))
    ] ??
      0;
  }

  /** Counts an answer, which took so many milliseconds. */
  answered(ms: number): void {
    this.#times.push(ms);
  }

  /** Counts what cannot be sent. */
  unsendable(): void {
    this.#notSent++;
  }

  /** Counts an answer that there is nothing to compare with. */
  uncompared(): void {
    this.#notCompared++;
  }

  /** Counts a request without an answer of 200. */
  failed(reason: string, correlationId: string): void {
    this.#failed++;
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    this.#find({ correlationId, what: reason });
  }

  /** Counts an answer that was compared. */
  compared(difference: AnswerDifference, correlationId: string): void {
    const { isEqual, path, absolute, relative } = difference;
    this.#absolute = Math.max(this.#absolute, absolute);
    this.#relative = Math.max(this.#relative, relative);
    if (isEqual) {
      this.#equal++;
      return;
    }
    this.#different++;
    this.#find({ correlationId, what: `differs at ${path}` });
  }

  #find(finding: ReplayFinding): void {
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push(finding);
  }
}

/**
 * A report as a person reads it.
 *
 * @param report The report.
 * @returns The text, with its last line ended.
 */
export function reportText(report: ReplayReport): string {
  const { read, equal, different, failed, notCompared, notSent } =
    report.counts;
  const { absolute, relative } = report.greatest;
  const reasons = Object.entries(report.failures)
    .map(([reason, count]) => `  ${count} × ${reason}`);
  const lines = [
    `${read} recorded: ${equal} equal, ${different} different, ${failed} failed, ${notCompared} not compared, ${notSent} not sent`,
    ...reasons,
    ...(absolute === 0
      ? []
      : [`greatest difference ${absolute} (${relative} of the value)`]),
    `answers took ${report.quantileMs(0.5).toFixed(1)} ms (median), ${
      report.quantileMs(0.99).toFixed(1)
    } ms (p99)`,
    ...report.findings.map(({ correlationId, what }) =>
      `  ${correlationId}: ${what}`
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * A report as a program reads it.
 *
 * @param report The report.
 * @returns One line of JSON.
 */
export function reportJson(report: ReplayReport): string {
  return `${
    JSON.stringify({
      ...report.counts,
      failures: report.failures,
      greatestAbsolute: report.greatest.absolute,
      greatestRelative: report.greatest.relative,
      medianMs: report.quantileMs(0.5),
      p99Ms: report.quantileMs(0.99),
      findings: report.findings,
    })
  }\n`;
}
