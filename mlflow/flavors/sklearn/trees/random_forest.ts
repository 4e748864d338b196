import type { PythonObject } from "../../../python/python_object.ts";
import {
  cartClassifier,
  type CartEnsembleParts,
  cartRegressor,
  treeAcceptsMissing,
} from "./cart_ensemble.ts";
import { nestedObjects } from "../nested/nested_objects.ts";
import type { Estimator, EstimatorTable } from "../estimator.ts";
import { isFittedBefore } from "../is_fitted_before.ts";

/** Forests of trees that are averaged. */
export const randomForestEstimators: EstimatorTable = {
  RandomForestClassifier: forestClassifier,
  RandomForestRegressor: forestRegressor,
  ExtraTreesClassifier: forestClassifier,
  ExtraTreesRegressor: forestRegressor,
};

function forestClassifier(object: PythonObject): Estimator {
  return cartClassifier(readForest(object));
}

function forestRegressor(object: PythonObject): Estimator {
  return cartRegressor(readForest(object));
}

/** Forests hand missing values to their trees since scikit-learn 1.4. */
function readForest(object: PythonObject): CartEnsembleParts {
  const trees = nestedObjects(object, "estimators_");
  const missing = !isFittedBefore(object, [1, 4]) && trees[0] !== undefined &&
    treeAcceptsMissing(trees[0]);
  return { object, trees, missing: missing ? "allow" : "refuse" };
}
