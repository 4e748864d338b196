import type { Deployment } from "../../../collector/mod.ts";
import { sharedWeights } from "../../../mlflow/shared_weights.ts";
import type { Logger } from "../../logger.ts";
import { planStart } from "../isolation/plan_start.ts";
import { type OpenedModel, openModel } from "../open_model.ts";
import type { ServePlan } from "../plan.ts";
import { LargeModel } from "./large_model.ts";
import { LargeScorer } from "./large_scorer.ts";

/**
 * Opens what a plan names; large requests of an MLflow model are scored by a
 * thread of their own. Modules have theirs in processes, if they are kept apart.
 *
 * @param plan What to serve.
 * @param options Where its data is collected, and the log.
 * @returns The model.
 * @throws {ConfigurationError} If it cannot be loaded.
 */
export async function openLarge(
  plan: ServePlan,
  options: { readonly deployment: Deployment; readonly log: Logger },
): Promise<OpenedModel> {
  // Native code does not compute on the thread that serves.
  const isApart = plan.served.kind === "mlflow" &&
    plan.onnx.engine !== "native";
  if (!isApart) return await openModel(plan, options);
  const weights = sharedWeights();
  const opened = await openModel(plan, options);
  const { deployment } = options;
  const model = new LargeModel(opened.model, {
    start: (ended) =>
      new LargeScorer({
        ...options,
        start: planStart(plan, deployment.instanceId),
        weights: weights.arrays,
        ended,
      }),
  });
  return { ...opened, model, counters: model.metrics };
}
