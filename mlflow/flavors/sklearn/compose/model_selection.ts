import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { delegate } from "../nested/delegate.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
} from "../estimator.ts";
import { indent } from "../nested/structure_of.ts";

/** Searches for parameters: they answer as the best estimator found. */
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
  const { className } = object;
  if (!object.has("best_estimator_")) {
    throw new ModelError(
      `Cannot serve ${className}: it has no best_estimator_, as it was fitted without refit`,
    );
  }
  const best = build(object.object("best_estimator_"));
  const structure = [className, ...indent(best.structure)];
  return delegate(best, { className, structure });
}
