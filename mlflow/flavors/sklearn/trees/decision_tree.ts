import type { PythonObject } from "../../../python/python_object.ts";
import {
  cartClassifier,
  cartRegressor,
  treeAcceptsMissing,
} from "./cart_ensemble.ts";
import type { Estimator, EstimatorTable } from "../estimator.ts";

/** Single trees. */
export const decisionTreeEstimators: EstimatorTable = {
  DecisionTreeClassifier: treeClassifier,
  DecisionTreeRegressor: treeRegressor,
  ExtraTreeClassifier: treeClassifier,
  ExtraTreeRegressor: treeRegressor,
};

function treeClassifier(object: PythonObject): Estimator {
  return cartClassifier({ object, trees: [object], missing: taken(object) });
}

function treeRegressor(object: PythonObject): Estimator {
  return cartRegressor({ object, trees: [object], missing: taken(object) });
}

function taken(object: PythonObject): "allow" | "refuse" {
  return treeAcceptsMissing(object) ? "allow" : "refuse";
}
