import type { ArtifactStore } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import type { Flavor, ModelSummary, Predictor } from "../flavor.ts";
import type { ModelSpec } from "../mlmodel.ts";
import { inplaceDart } from "./xgboost/inplace_dart.ts";
import type { XgboostModel } from "./xgboost/xgboost_model.ts";
import { type ModelClass, modelClassOf } from "./xgboost/model_class.ts";
import { XgboostPredictor } from "./xgboost/xgboost_predictor.ts";
import { readXgboostModel } from "./xgboost/read_xgboost_model.ts";

/**
 * Models that `mlflow.xgboost` logged: boosters and the scikit-learn classes of
 * XGBoost, from JSON, UBJSON and the binary format from before 2.1.
 * Predictions are those of the library, bit for bit.
 */
export const xgboost: Flavor = { name: "xgboost", open };

async function open(
  store: ArtifactStore,
  spec: ModelSpec,
): Promise<Predictor> {
  const config = spec.flavors.get("xgboost") ?? {};
  const path = config["data"];
  if (typeof path !== "string") {
    throw new ModelError(
      `Cannot find the XGBoost model: "flavors.xgboost.data" in MLmodel names no file`,
    );
  }
  const modelClass = modelClassOf(
    String(config["model_class"] ?? "xgboost.core.Booster"),
  );
  const read = readXgboostModel(await store.read(path), path);
  const model = modelClass.kind === "booster" ? read : inplaceDart(read);
  const version = config["xgb_version"] ?? model.version.join(".");
  const summary = {
    library: `xgboost ${version}`.trimEnd(),
    structure: structureOf(model, modelClass),
  };
  return new XgboostPredictor(model, { modelClass, summary });
}

function structureOf(
  model: XgboostModel,
  modelClass: ModelClass,
): ModelSummary["structure"] {
  const { booster } = model;
  const size = booster.kind === "gblinear"
    ? `${booster.weights.length} weights`
    : `${
      booster.forest.roots.length - 1
    } trees, ${booster.forest.left.length} nodes`;
  return [
    modelClass.name,
    `  ${booster.kind}: ${model.objectiveName}, ${size}`,
  ];
}
