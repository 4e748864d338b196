import process from "node:process";
import { format } from "node:util";
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
/** Longer lines are cut. */
const MAX_LENGTH = 64 * 1024;

/**
 * Has what a module prints written to a log, by its lines: in its process the
 * output is how the host is spoken to.
 *
 * @param log Where it goes.
 */
export function takeOutput(log: Logger): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    exchange(console, method, (...values: readonly unknown[]) => {
      log[level](format(...values).slice(0, MAX_LENGTH));
    });
  }
  const print = (data: Uint8Array | string): number => {
    const text = typeof data === "string"
      ? data
      : new TextDecoder().decode(data);
    log.info(text.trimEnd().slice(0, MAX_LENGTH));
    return data.length;
  };
  exchange(Deno.stdout, "writeSync", print);
  exchange(
    Deno.stdout,
    "write",
    (data: Uint8Array) => Promise.resolve(print(data)),
  );
  exchange(process.stdout, "write", (data: Uint8Array | string) => {
    print(data);
    const isTaken = true;
    return isTaken;
  });
}

function exchange(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value,
  });
}
