import type { Logger } from "../../runtime/logger.ts";

/** A logger that keeps what it is told. */
export function recordingLogger(): {
  readonly log: Logger;
  readonly errors: string[];
  readonly warnings: string[];
} {
  const errors: string[] = [];
  const warnings: string[] = [];
  const to =
    (list: string[]) =>
    (message: string, properties: Record<string, unknown> = {}): void => {
      list.push(`${message} ${JSON.stringify(properties)}`);
    };
  const log: Logger = {
    debug() {},
    info() {},
    warn: to(warnings),
    error: to(errors),
  };
  return { log, errors, warnings };
}
