import process from "node:process";
import type { Logger } from "../../logger.ts";
import { takeConsole, whoseConsole } from "../telemetry/take_console.ts";

/** Longer texts are cut. */
const MAX_LENGTH = 64 * 1024;

/**
 * Has what a module prints written to a log, by its lines: in its process the
 * output is how the host is spoken to.
 *
 * @param log Where it goes.
 */
export function takeOutput(log: Logger): void {
  takeConsole(log);
  const print = (data: Uint8Array | string): number => {
    const text = typeof data === "string"
      ? data
      : new TextDecoder().decode(data);
    log.info(text.trimEnd().slice(0, MAX_LENGTH), whoseConsole());
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
