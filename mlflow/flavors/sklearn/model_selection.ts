import type { PythonObject } from "../../python/python_object.ts";
import type { BuildEstimator, Estimator, EstimatorTable } from "./estimator.ts";
import { indent } from "./structure.ts";

/** Searches for parameters: they answer as the best estimator they found. */
export const modelSelectionEstimators: EstimatorTable = {
  GridSearchCV: bestEstimator,
  HalvingGridSearchCV: bestEstimator,
  HalvingRandomSearchCV: bestEstimator,
  RandomizedSearchCV: bestEstimator,
};

function bestEstimator(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const best = build(object.object("best_estimator_"));
  return {
    className: object.className,
    structure: [object.className, ...indent(best.structure)],
    ...(best.classes && { classes: best.classes }),
    ...(best.transform && { transform: (input) => best.transform!(input) }),
    ...(best.predict && { predict: (input) => best.predict!(input) }),
    ...(best.predictProba &&
      { predictProba: (input) => best.predictProba!(input) }),
    ...(best.predictLogProba &&
      { predictLogProba: (input) => best.predictLogProba!(input) }),
    ...(best.predictJointLogProba &&
      { predictJointLogProba: (input) => best.predictJointLogProba!(input) }),
    ...(best.decisionFunction &&
      { decisionFunction: (input) => best.decisionFunction!(input) }),
  };
}
