import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import type { LightgbmModel } from "../../lightgbm/lightgbm_model.ts";
import { LightgbmPredictor } from "../../lightgbm/lightgbm_predictor.ts";
import { readLightgbmModel } from "../../lightgbm/read_lightgbm_model.ts";
import { readPythonClass } from "../../lightgbm/read_python_class.ts";
import { matrixTensor, toDense } from "../table/dense.ts";
import type { Estimator, EstimatorTable, Table } from "../estimator.ts";

/** LightGBM's classes, as they stand in pipelines and searches of scikit-learn. */
export const lightgbmModels: EstimatorTable = {
  LGBMClassifier: lightgbmEstimator,
  LGBMModel: lightgbmEstimator,
  LGBMRanker: lightgbmEstimator,
  LGBMRegressor: lightgbmEstimator,
};

function lightgbmEstimator(object: PythonObject): Estimator {
  const logged = readPythonClass(object);
  const model = readLightgbmModel(logged.text);
  const summary = { library: "lightgbm", structure: [] };
  const answers = new LightgbmPredictor(model, { ...logged, summary });
  const shared = {
    className: object.className,
    structure: structureOf(object, model),
    predict: (input: Table) => answers.predict(rowsOf(input)),
  };
  const { classes, bestIteration = 0 } = logged;
  if (classes === undefined) return shared;
  const values = new LightgbmPredictor(model, { bestIteration, summary });
  return {
    ...shared,
    classes,
    predictProba: (input) => bothClasses(values.predict(rowsOf(input))),
  };
}

function structureOf(
  { className }: PythonObject,
  { forest, objective }: LightgbmModel,
): string[] {
  const trees = forest.roots.length - 1;
  return [`${className} (${trees} trees, ${objective || "no objective"})`];
}

function rowsOf(input: Table): DataFrame | Tensor {
  if (input instanceof DataFrame || input instanceof Tensor) return input;
  return matrixTensor(toDense(input));
}

/** With two classes the booster gives one probability. */
function bothClasses(values: Tensor): Tensor {
  if (values.shape.length > 1) return values;
  const rows = values.data.length;
  const both = new Float64Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    const second = Number(values.data[row]);
    both[row * 2] = 1 - second;
    both[row * 2 + 1] = second;
  }
  return new Tensor("float64", [rows, 2], both);
}
