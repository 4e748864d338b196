import {
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { LoadedModel } from "../../../../mlflow/mod.ts";
import { ScoringError } from "../../../../runtime/errors.ts";
import { planStart } from "../../../../runtime/host/isolation/plan_start.ts";
import { LargeModel } from "../../../../runtime/host/large/large_model.ts";
import { LargeScorer } from "../../../../runtime/host/large/large_scorer.ts";
import { openMlflow } from "../../../../runtime/host/open_model.ts";
import { planServe, type ServePlan } from "../../../../runtime/host/plan.ts";
import { SILENT } from "../../../../runtime/logger.ts";
import type { ScoreRequest } from "../../../../runtime/model.ts";
import { mlflowModel } from "../../../../runtime/models/mlflow_model.ts";
import type { ScoreResponse } from "../../../../runtime/score_response.ts";
import { memoryDeployment } from "../../../collector/memory_deployment.ts";
import { projectPath } from "../../../tools/paths.ts";

/** A request whose body may be given away. */
function largeRequest(): ScoreRequest {
  return {
    id: "A",
    clientId: "A",
    protocol: "azure",
    method: "POST",
    url: "http://localhost/score",
    headers: new Headers(),
    contentType: "application/json",
    body: new TextEncoder().encode(
      `{"input_data": [[5.1, 3.5, 1.4, 0.2]]}${" ".repeat(2 ** 20)}`,
    ),
  };
}

async function planOf(target: string): Promise<ServePlan> {
  return await planServe({ target, dataDir: "data" });
}

function scorerOf(plan: ServePlan, ended: () => void) {
  const { deployment } = memoryDeployment();
  const told = Promise.withResolvers<string>();
  const log = { ...SILENT, error: told.resolve };
  const start = planStart(plan, deployment.instanceId);
  const weights: [] = [];
  const scorer = new LargeScorer({ start, weights, deployment, log, ended });
  return { scorer, told: told.promise };
}

async function irisModel(plan: ServePlan) {
  const loaded: LoadedModel = await openMlflow(plan.served.path, {
    limits: plan.modelLimits,
  });
  return mlflowModel(loaded, { name: "iris" });
}

Deno.test("a thread that has no model tells those who wait, and is not asked again", async () => {
  const plan = await planOf(projectPath("examples/iris"));
  const gone = {
    ...plan,
    served: { ...plan.served, path: projectPath("examples/nothing") },
  };
  const { scorer, told } = scorerOf(gone, () => {
    throw new Error("Another one would not do better");
  });
  const scored = scorer.score(largeRequest(), undefined);
  await assertRejects(() => scored, ScoringError);
  assertStringIncludes(await told, "What scores large requests ended");
  assertFalse(scorer.isReady);
  await scorer[Symbol.asyncDispose]();
});

Deno.test("large requests are scored where they came in until there is a thread", async () => {
  const plan = await planOf(projectPath("examples/iris"));
  const model = await irisModel(plan);
  const started: (() => void)[] = [];
  await using apart = new LargeModel(model, {
    start: (ended) => {
      started.push(ended);
      const { scorer } = scorerOf(plan, ended);
      return scorer;
    },
  });
  const large = largeRequest();
  const small = { ...large, body: large.body.subarray(0, 38) };
  const bodyOf = async (request: ScoreRequest) =>
    (await apart.score(request) as ScoreResponse).body;
  assertEquals(await bodyOf(small), "[0]");
  assertEquals(started.length, 0);
  assertEquals(await bodyOf(large), "[0]");
  assertEquals(started.length, 1);
  // It has no model yet, and another one is not started.
  assertEquals(await bodyOf(large), "[0]");
  assertEquals(started.length, 1);
  const counts = apart.metrics[0]!.read();
  assertEquals(counts.map(({ value }) => value), [0, 2]);
});
