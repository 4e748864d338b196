import type { Deployment } from "../../collector/mod.ts";
import { directoryStore } from "../../mlflow/host/directory_store.ts";
import {
  type LoadedModel,
  loadModel,
  ModelError,
  type ModelLimits,
} from "../../mlflow/mod.ts";
import type { Logger } from "../logger.ts";
import { mlflowModel } from "../models/mlflow_model.ts";
import { openModule } from "../models/module_model.ts";
import type { ScoringModel } from "../model.ts";
import { ConfigurationError } from "./configuration_error.ts";
import { hostFlavors, type OnnxChoices } from "./flavors.ts";
import { checkTypes } from "./check_types.ts";
import { scriptVariables, setVariables } from "./script_variables.ts";
import { grantedVariable } from "./service_variables.ts";
import type { MetricSource } from "./metrics/host_metrics.ts";
import { MODEL_VARIABLE } from "./target_of.ts";
import { loadModule } from "./load_module.ts";
import { moduleFailure } from "./module_failure.ts";
import type { Served, ServePlan } from "./plan.ts";

/** A model that is ready, and what it is. */
export interface OpenedModel {
  /** What scores. */
  readonly model: ScoringModel;
  /** The MLflow model inside it, if it is one. */
  readonly loaded?: LoadedModel;
  /** What is counted of it. */
  readonly counters?: readonly MetricSource[];
}

/**
 * Opens what a plan names: the one place where a model, its flavors and its
 * collectors are put together.
 *
 * @param plan What to serve.
 * @param options Where its data is collected, and the log.
 * @returns The model.
 * @throws {ConfigurationError} If the model cannot be loaded, or the module's `init` fails.
 */
export async function openModel(
  plan: ServePlan,
  options: { readonly deployment: Deployment; readonly log: Logger },
): Promise<OpenedModel> {
  const { served } = plan;
  if (served.kind === "module") return await openScript(served, plan, options);
  const loaded = await openMlflow(served.path, {
    onnx: plan.onnx,
    limits: plan.modelLimits,
  });
  for (const warning of loaded.warnings) options.log.warn(warning);
  const { deployment } = options;
  const model = mlflowModel(loaded, {
    name: plan.endpoint,
    deployment,
    compatibility: plan.compatibility,
    bounds: plan.bounds,
  });
  return { model, loaded };
}

/**
 * Loads an MLflow model directory.
 *
 * @param path The folder that holds `MLmodel`.
 * @param options How ONNX models are served, and how large files may become.
 * @returns The model.
 * @throws {ConfigurationError} If it cannot be loaded, with the reason.
 */
export async function openMlflow(
  path: string,
  options: { readonly onnx?: OnnxChoices; readonly limits: ModelLimits },
): Promise<LoadedModel> {
  const { onnx, limits } = options;
  try {
    return await loadModel(directoryStore(path), hostFlavors(onnx), limits);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new ConfigurationError(error.message, { cause: error });
  }
}

async function openScript(
  { path, ...served }: Extract<Served, { readonly kind: "module" }>,
  plan: ServePlan,
  options: { readonly deployment: Deployment; readonly log: Logger },
): Promise<OpenedModel> {
  if (plan.checksTypes) await checkTypes(path);
  const { deployment, log } = options;
  const { environment } = plan;
  const modelDir = served.modelDir || grantedVariable(MODEL_VARIABLE) || "";
  const refused = setVariables(
    scriptVariables({ path, modelDir, environment }),
  );
  const missed = refused.filter((name) => name in environment);
  if (missed.length > 0) {
    log.warn(
      `The script finds these variables in its context alone, as the process may not set them: ${
        missed.join(", ")
      }; grant them with --allow-env=${missed.join(",")}`,
    );
  }
  const module = await loadModule(path);
  try {
    const model = await openModule(module, {
      name: plan.endpoint,
      modelDir,
      environment,
      bounds: plan.bounds,
      log,
      scope: deployment,
    });
    return { model };
  } catch (error) {
    throw moduleFailure(`Cannot serve ${path}`, error);
  }
}
