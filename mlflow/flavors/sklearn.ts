import type { ArtifactStore } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import type { Flavor, Predictor } from "../flavor.ts";
import type { ModelLimits } from "../model_limits.ts";
import type { ModelSpec } from "../mlmodel.ts";
import { readPythonFile } from "../python/read_python_model.ts";
import { buildModel } from "./sklearn/build_model.ts";
import { estimatorTables } from "./sklearn/estimator_tables.ts";
import { SklearnPredictor } from "./sklearn/sklearn_predictor.ts";
import { lightgbmModels } from "./sklearn/boosters/lightgbm_models.ts";
import { xgboostModels } from "./sklearn/boosters/xgboost_models.ts";

const tables = [...estimatorTables, lightgbmModels, xgboostModels];

/**
 * Models that `mlflow.sklearn` logged, from skops, pickle, cloudpickle and
 * joblib files, recognised by their content: estimators of scikit-learn, and
 * those of XGBoost and LightGBM among them. They answer what the libraries
 * answer; nothing in a file is executed.
 */
export const sklearn: Flavor = { name: "sklearn", open };

async function open(
  store: ArtifactStore,
  model: ModelSpec,
  limits?: ModelLimits,
): Promise<Predictor> {
  const path = pathOf(model);
  const location = `${store.location}/${path}`;
  const file = await readPythonFile(await store.read(path), location, limits);
  const estimator = buildModel(file, tables, location);
  const version = model.flavors.get("sklearn")?.["sklearn_version"];
  const method = model.flavors.get("python_function")?.["predict_fn"];
  return new SklearnPredictor(estimator, {
    method: typeof method === "string" ? method : "predict",
    ...(typeof version === "string" ? { version } : {}),
  });
}

function pathOf({ flavors }: ModelSpec): string {
  const native = flavors.get("sklearn");
  const generic = flavors.get("python_function");
  const path = native?.["pickled_model"] ?? native?.["data"] ??
    generic?.["model_path"] ?? generic?.["data"];
  if (typeof path === "string") return path;
  throw new ModelError(
    `Cannot find the scikit-learn model: "flavors.sklearn.pickled_model" in MLmodel names no file`,
  );
}
