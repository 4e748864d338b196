import { assertEquals } from "@std/assert";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import type { ServePlan } from "../../../../runtime/host/plan.ts";
import { WorkerHost } from "../../../../runtime/host/workers/worker_host.ts";
import type { FromWorker } from "../../../../runtime/host/workers/worker_start.ts";

const START = {
  kind: "start",
  start: {
    plan: {} as ServePlan,
    flags: {},
    port: 0,
    isFirst: true,
    instanceId: "",
    weights: [],
  },
} as const;

for (
  const [error, isConfiguration] of [
    [new ConfigurationError("Cannot serve x"), true],
    [new Error("Cannot serve x"), false],
  ] as const
) {
  Deno.test(`WorkerHost tells of a ${error.name} that stops its start`, async () => {
    const told: FromWorker[] = [];
    const worker = new WorkerHost({
      tell: (message) => told.push(message),
      open: () => Promise.reject(error),
    });
    await worker.hear(START);
    assertEquals(told, [
      { kind: "failed", message: "Cannot serve x", isConfiguration },
    ]);
  });
}

Deno.test("WorkerHost asks for the metrics of all, and gives each asker its own", async () => {
  const told: FromWorker[] = [];
  const worker = new WorkerHost({
    tell: (message) => told.push(message),
    open: () => Promise.reject(new Error()),
  });
  const first = worker.metricsOfAll();
  const second = worker.metricsOfAll();
  assertEquals(told, [{ kind: "scrape", id: 1 }, { kind: "scrape", id: 2 }]);
  await worker.hear({ kind: "metrics", id: 2, text: "b" });
  await worker.hear({ kind: "metrics", id: 1, text: "a" });
  assertEquals([await first, await second], ["a", "b"]);
});
