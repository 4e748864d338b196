import { ConfigurationError } from "../configuration_error.ts";
import type { ServePlan } from "../plan.ts";

/** The variable of Azure ML's server that says how many workers there are. */
export const COUNT_VARIABLE = "WORKER_COUNT";

/** What the number of workers depends on. */
export interface WorkerCountOptions {
  /** What is served. */
  readonly plan: Pick<
    ServePlan,
    "environment" | "maxConcurrentRequests" | "onnx"
  >;
  /** How many the command line asks for, if it does. */
  readonly asked?: number | undefined;
  /** How many cores there are. */
  readonly cores: number;
  /** Reads a variable of the environment. */
  readonly variable: (name: string) => string | undefined;
}

/**
 * How many workers serve: what the command line says, else what
 * `WORKER_COUNT` says, of the deployment or of the environment, else one a
 * core. There are never more of them than requests at once; and one where
 * native code evaluates a graph, which takes every core by itself.
 *
 * @param options What it depends on.
 * @returns The number.
 * @throws {ConfigurationError} If the variable is no number.
 */
export function workerCount(options: WorkerCountOptions): number {
  const { plan, asked, cores, variable } = options;
  const text = plan.environment[COUNT_VARIABLE] || variable(COUNT_VARIABLE);
  const chosen = asked ?? (text ? countIn(text) : undefined);
  const usual = plan.onnx.engine === "native" ? 1 : cores;
  return Math.min(
    chosen ?? usual,
    plan.maxConcurrentRequests ?? Number.POSITIVE_INFINITY,
  );
}

function countIn(text: string): number {
  const count = Number(text);
  if (/^\s*\d{1,4}\s*$/.test(text) && count > 0) return count;
  throw new ConfigurationError(
    `Cannot use ${COUNT_VARIABLE}: expected a whole number above 0, found ${
      JSON.stringify(text)
    }`,
  );
}
