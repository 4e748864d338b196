import process from "node:process";
import type { Logger } from "../logger.ts";
import type { MetricSource } from "./metrics/host_metrics.ts";

/**
 * Keeps the process of a host alive, whatever the code of a module does beside
 * its requests: an error that nobody catches is logged and counted, and a call
 * that would end the process is an error in the module. The calls are
 * exchanged for that, as the platform has no other way to refuse them.
 */
export class ProcessGuard implements Disposable {
  readonly #log: Logger;
  readonly #restore: readonly (() => void)[];
  #uncaughtErrors = 0;
  /** Ends the process; for the host alone. */
  readonly exit: (code: number) => never;

  /**
   * Starts to guard the process.
   *
   * @param log Where uncaught errors are written.
   */
  constructor(log: Logger) {
    this.#log = log;
    this.exit = Deno.exit.bind(Deno);
    const onError = (event: ErrorEvent) => {
      event.preventDefault();
      this.#uncaught(event.error ?? event.message);
    };
    const onRejection = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      this.#uncaught(event.reason);
    };
    globalThis.addEventListener("error", onError);
    globalThis.addEventListener("unhandledrejection", onRejection);
    this.#restore = [
      () => globalThis.removeEventListener("error", onError),
      () => globalThis.removeEventListener("unhandledrejection", onRejection),
      refuse(Deno, "exit"),
      refuse(globalThis, "close"),
      refuse(process, "exit"),
      refuse(process, "reallyExit"),
      refuse(process, "abort"),
    ];
  }

  /** Counts the errors that nobody caught. */
  get counter(): MetricSource {
    return {
      name: "samla_uncaught_errors_total",
      kind: "counter",
      help: "Errors that the code of a module threw and nobody caught",
      labels: [],
      read: () => [{ labels: {}, value: this.#uncaughtErrors }],
    };
  }

  /** Ends guarding. */
  [Symbol.dispose](): void {
    for (const restore of this.#restore) restore();
  }

  #uncaught(error: unknown): void {
    this.#uncaughtErrors++;
    this.#log.error(
      "The code of a module failed outside of a request, the host goes on: await what it starts, and catch its errors",
      { cause: error instanceof Error ? error.stack ?? error.message : error },
    );
  }
}

/** Exchanges a method for an error; the answer brings the method back. */
function refuse(owner: object, name: string): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value: () => {
      throw new Error(
        `Cannot call ${name}: other requests are being served; throw an error, or return`,
      );
    },
  });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}
