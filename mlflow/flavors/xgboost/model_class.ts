import { ModelError } from "../../errors.ts";

/** The Python class that was logged, and what it makes of the booster's predictions. */
export interface ModelClass {
  /** The last part of the name, as `XGBClassifier`. */
  readonly name: string;
  readonly kind: "booster" | "regressor" | "classifier";
}

const CLASSES: ReadonlyMap<string, ModelClass> = new Map([
  ["xgboost.core.Booster", { name: "Booster", kind: "booster" }],
  ["xgboost.sklearn.XGBModel", { name: "XGBModel", kind: "regressor" }],
  ["xgboost.sklearn.XGBRegressor", { name: "XGBRegressor", kind: "regressor" }],
  ["xgboost.sklearn.XGBRanker", { name: "XGBRanker", kind: "regressor" }],
  ["xgboost.sklearn.XGBRFRegressor", {
    name: "XGBRFRegressor",
    kind: "regressor",
  }],
  ["xgboost.sklearn.XGBClassifier", {
    name: "XGBClassifier",
    kind: "classifier",
  }],
  ["xgboost.sklearn.XGBRFClassifier", {
    name: "XGBRFClassifier",
    kind: "classifier",
  }],
]);

/**
 * Finds a class by its full name in Python.
 *
 * @throws {ModelError} If it is not one of XGBoost's.
 */
export function modelClassOf(name: string): ModelClass {
  const modelClass = CLASSES.get(name);
  if (modelClass !== undefined) return modelClass;
  throw new ModelError(
    `Cannot serve the XGBoost class "${name}": the classes are ${
      [...CLASSES.keys()].join(", ")
    }`,
  );
}
