import { assertEquals, assertStrictEquals } from "@std/assert";
import type { ServePlan } from "../../../../runtime/host/plan.ts";
import { workersPart } from "../../../../runtime/host/workers/workers_part.ts";

Deno.test("workersPart() divides the requests that are answered at once", () => {
  const plan = { maxConcurrentRequests: 7 } as ServePlan;
  const parts = [0, 1, 2].map((worker) =>
    workersPart(plan, worker, 3).maxConcurrentRequests
  );
  assertEquals(parts, [3, 2, 2]);
});

Deno.test("workersPart() leaves a plan without a limit as it is", () => {
  const plan = { endpoint: "iris" } as ServePlan;
  assertStrictEquals(workersPart(plan, 1, 2), plan);
});
