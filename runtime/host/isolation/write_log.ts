import type { Logger } from "../../logger.ts";
import type { SentLog } from "./module_start.ts";

/**
 * Writes what a module said into a log.
 *
 * @param log The log.
 * @param sent What it said; not trusted to be what it should.
 */
export function writeLog(
  log: Logger,
  { level, message, properties }: SentLog,
): void {
  const write = Object.hasOwn(log, level) ? log[level] : log.info;
  write(String(message), properties);
}
