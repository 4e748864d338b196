/** How long to wait between attempts. */
export interface BackoffOptions {
  /** The first wait, in milliseconds. */
  readonly firstMs: number;
  /** The longest wait, in milliseconds. */
  readonly maxMs: number;
}

/**
 * The wait after a number of failed attempts: it doubles each time, and is
 * spread over its upper half so that many do not come back at once.
 *
 * @param failures The failed attempts in a row, 1 or more.
 * @param options The first and the longest wait.
 * @param random A number from 0 to below 1, for the spread.
 * @returns The wait, in milliseconds.
 */
export function backoffMs(
  failures: number,
  options: BackoffOptions,
  random: number = Math.random(),
): number {
  const { firstMs, maxMs } = options;
  const fullMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return fullMs * (1 + random) / 2;
}
