import type { Logger } from "../../logger.ts";

/** How long stopping may take, and how the process ends. */
export interface StopOptions {
  /** The limit, in milliseconds. */
  readonly timeoutMs: number;
  /** Where it is told that something was given up. */
  readonly log: Logger;
  /** Ends the process. */
  readonly exit: (code: number) => never;
}

/**
 * Stops, and ends the process with 0: when all is finished, or when the time
 * for it is over, whatever is open then.
 *
 * @param stop Finishes what runs.
 * @param options The limit.
 * @throws Whatever `stop` throws.
 */
export async function stopWithin(
  stop: () => PromiseLike<void>,
  options: StopOptions,
): Promise<never> {
  const { timeoutMs, log, exit } = options;
  const timer = setTimeout(() => {
    log.warn(
      `Cannot finish what runs within ${timeoutMs} ms: it is given up; raise --shutdown-timeout-ms if requests take longer`,
    );
    exit(0);
  }, timeoutMs);
  try {
    await stop();
  } finally {
    clearTimeout(timer);
  }
  // Timers and workers of a module would keep the process.
  return exit(0);
}
