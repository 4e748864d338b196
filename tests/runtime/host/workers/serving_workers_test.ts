import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { newCounters } from "../../../../collector/counters.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import type { ServePlan } from "../../../../runtime/host/plan.ts";
import { ServingWorkers } from "../../../../runtime/host/workers/serving_workers.ts";
import type {
  FromWorker,
  ToWorker,
} from "../../../../runtime/host/workers/worker_start.ts";
import { recordingLogger } from "../../../tools/recording_logger.ts";

const PLAN = {
  endpoint: "iris",
  deployment: "blue",
  collection: { collections: [] },
} as unknown as ServePlan;

/** A worker that a test plays. */
class PlayedWorker extends EventTarget {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly told: ToWorker<unknown>[] = [];
  isTerminated = false;

  readonly #hear: (message: ToWorker<unknown>) => void;

  constructor(hear: (message: ToWorker<unknown>) => void) {
    super();
    this.#hear = hear;
  }

  postMessage(message: ToWorker<unknown>): void {
    this.told.push(message);
    this.#hear(message);
  }

  tell(data: FromWorker): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }

  end(message: string): void {
    this.onerror?.(new ErrorEvent("error", { message, cancelable: true }));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

/** Workers that serve at once, and stop when they are told to. */
function played(count: number) {
  const workers: PlayedWorker[] = [];
  const { log, errors } = recordingLogger();
  const serving = new ServingWorkers({
    plan: PLAN,
    flags: {},
    port: 0,
    count,
    log,
    make: () => {
      const worker: PlayedWorker = new PlayedWorker((message) => {
        if (message.kind === "start") {
          const { port } = message.start;
          worker.tell({
            kind: "serving",
            port: port || 4000,
            message: `on ${port || 4000}`,
            weights: [],
          });
        }
        if (message.kind === "measure") {
          worker.tell({ kind: "measured", metrics: [] });
        }
        if (message.kind === "stop") worker.tell({ kind: "stopped" });
      });
      workers.push(worker);
      return worker as unknown as Worker;
    },
  });
  return { serving, workers, errors };
}

Deno.test("ServingWorkers has the others listen on the port of the first", async () => {
  const { serving, workers } = played(3);
  await serving.start();
  assertEquals([serving.port, serving.message], [4000, "on 4000"]);
  const starts = workers.map(({ told: [first] }) =>
    first?.kind === "start" ? first.start : undefined
  );
  assertEquals(starts.map((start) => start?.port), [0, 4000, 4000]);
  assertEquals(starts.map((start) => start?.isFirst), [true, false, false]);
  assertEquals(new Set(starts.map((start) => start?.instanceId)).size, 3);
  await serving[Symbol.asyncDispose]();
  assert(workers.every(({ isTerminated }) => isTerminated));
});

Deno.test("ServingWorkers replaces one that ends, and what it counted stays", async () => {
  const { serving, workers, errors } = played(2);
  await serving.start();
  const counters = { a: { ...newCounters(), collected: 5 } };
  workers[0]!.tell({ kind: "counters", counters });
  workers[1]!.tell({ kind: "counters", counters });
  workers[0]!.end("it broke");
  assertEquals(workers.length, 3);
  assert(workers[0]!.isTerminated);
  assertStringIncludes(errors.join("\n"), "A worker ended: it broke");
  assertEquals(serving.counters.a?.collected, 10);
  assertEquals(valuesOf(serving), [2, 1]);
  await serving[Symbol.asyncDispose]();
});

Deno.test("ServingWorkers replaces none while it stops", async () => {
  const { serving, workers } = played(1);
  await serving.start();
  await serving[Symbol.asyncDispose]();
  workers[0]!.end("it broke");
  assertEquals(workers.length, 1);
});

Deno.test("ServingWorkers answers who asks for the metrics of all", async () => {
  const { serving, workers } = played(2);
  await serving.start();
  workers[1]!.tell({ kind: "scrape", id: 7 });
  const text = await toldMetrics(workers[1]!);
  assertStringIncludes(text, "samla_workers 2");
  await serving[Symbol.asyncDispose]();
});

for (const isConfiguration of [true, false]) {
  Deno.test(`ServingWorkers does not start where its first worker cannot (${isConfiguration})`, async () => {
    const { log } = recordingLogger();
    const serving = new ServingWorkers({
      plan: PLAN,
      flags: {},
      port: 0,
      count: 2,
      log,
      make: () => {
        const worker: PlayedWorker = new PlayedWorker(() =>
          worker.tell({ kind: "failed", message: "no model", isConfiguration })
        );
        return worker as unknown as Worker;
      },
    });
    const error = await assertRejects(() => serving.start(), Error, "no model");
    assertEquals(error instanceof ConfigurationError, isConfiguration);
    await serving[Symbol.asyncDispose]();
  });
}

function valuesOf({ metrics }: ServingWorkers<unknown>) {
  return metrics.map(({ read }) => read()[0]?.value);
}

/** What a worker is told, once it is. */
async function toldMetrics({ told }: PlayedWorker): Promise<string> {
  for (;;) {
    const last = told.at(-1);
    if (last?.kind === "metrics") return last.text;
    await Promise.resolve();
  }
}
