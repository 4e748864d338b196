import { format } from "node:util";
import { asyncScope } from "../../../collector/mod.ts";
import type { Logger } from "../../logger.ts";

/** The levels of what a console writes, by its methods. */
const LEVELS = {
  debug: "debug",
  error: "error",
  info: "info",
  log: "info",
  trace: "debug",
  warn: "warn",
} as const;
/** Longer texts are cut. */
const MAX_LENGTH = 64 * 1024;

/**
 * Has what a module writes to its console written to a log, with the request
 * and the deployment that it belongs to.
 *
 * @param log Where it goes; it may not write to this console itself.
 */
export function takeConsole(log: Logger): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    Object.defineProperty(console, method, {
      configurable: true,
      writable: true,
      value: (...values: readonly unknown[]) => {
        log[level](format(...values).slice(0, MAX_LENGTH), whoseConsole());
      },
    });
  }
}

/**
 * Whose code is running.
 *
 * @returns The deployment and the request, as lines of a log name them; `undefined` where it is nobody's.
 */
export function whoseConsole():
  | Readonly<Record<string, string>>
  | undefined {
  const scope = asyncScope().current();
  if (scope === undefined) return undefined;
  const { deployment, request } = scope;
  return {
    deployment: `${deployment.endpoint}/${deployment.deployment}`,
    ...(request === undefined ? {} : { requestId: request.requestId }),
  };
}
