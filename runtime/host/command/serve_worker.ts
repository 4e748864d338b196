/// <reference lib="deno.worker" />
/**
 * One of the workers that serve on a port.
 *
 * @module
 */
import { consoleLogger } from "../console_logger.ts";
import { ProcessGuard } from "../process_guard.ts";
import { WorkerHost } from "../workers/worker_host.ts";
import type { FromWorker, ToWorker } from "../workers/worker_start.ts";
import { openHost } from "./open_host.ts";
import type { ServeArguments } from "./serve_options.ts";

// Libraries take a thread with a location for a page of a browser; what is served
// finds here what it finds in the main thread.
Reflect.deleteProperty(globalThis, "location");

const worker = new WorkerHost<ServeArguments>({
  tell: (message: FromWorker) => self.postMessage(message),
  open: async ({ plan, flags, port }, supervisor) => {
    const log = consoleLogger(flags.logLevel, flags.logFormat);
    const { counter } = new ProcessGuard(log);
    return await openHost(plan, { ...flags, port }, {
      log,
      counters: [counter],
      supervisor,
    });
  },
});

self.onmessage = ({ data }: MessageEvent<ToWorker<ServeArguments>>) =>
  void worker.hear(data);
