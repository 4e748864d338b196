import { adaBoostEstimators } from "./ada_boost.ts";
import { decisionTreeEstimators } from "./decision_tree.ts";
import { discriminantAnalyses } from "./discriminant.ts";
import type { EstimatorTable } from "./estimator.ts";
import { forestEstimators } from "./forest.ts";
import { gradientBoostingEstimators } from "./gradient_boosting.ts";
import { histGradientBoostingEstimators } from "./hist_gradient_boosting.ts";
import { linearClassifiers } from "./linear_classification.ts";
import { linearRegressors } from "./linear_regression.ts";
import { modelSelectionEstimators } from "./model_selection.ts";

/** The families of scikit-learn's estimators that are served. */
export const estimatorTables: readonly EstimatorTable[] = [
  linearRegressors,
  linearClassifiers,
  discriminantAnalyses,
  decisionTreeEstimators,
  forestEstimators,
  gradientBoostingEstimators,
  histGradientBoostingEstimators,
  adaBoostEstimators,
  modelSelectionEstimators,
];
