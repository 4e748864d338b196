import type { ArtifactStore } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import type { Flavor, Predictor } from "../flavor.ts";
import type { ModelSpec } from "../mlmodel.ts";
import { XgboostPredictor } from "./xgboost/predictor.ts";
import { readXgboostModel } from "./xgboost/read_model.ts";

/**
 * Models that `mlflow.xgboost` logged: boosters and the scikit-learn classes of
 * XGBoost, from JSON and UBJSON files. Predictions are those of the library, bit for bit.
 */
export const xgboost: Flavor = { name: "xgboost", open };

async function open(
  store: ArtifactStore,
  model: ModelSpec,
): Promise<Predictor> {
  const config = model.flavors.get("xgboost");
  const path = config?.["data"];
  if (typeof path !== "string") {
    throw new ModelError(
      `Cannot find the XGBoost model: "flavors.xgboost.data" in MLmodel names no file`,
    );
  }
  const modelClass = config?.["model_class"] ?? "xgboost.core.Booster";
  const library = config?.["xgb_version"];
  return new XgboostPredictor(readXgboostModel(await store.read(path), path), {
    modelClass: String(modelClass),
    ...(typeof library === "string" ? { version: library } : {}),
  });
}
