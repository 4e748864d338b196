import { adaBoostEstimators } from "./ada_boost.ts";
import { baggingEstimators } from "./bagging.ts";
import { calibratedEstimators } from "./calibrated.ts";
import { columnTransformers } from "./column_transformer.ts";
import { decisionTreeEstimators } from "./decision_tree.ts";
import { discriminantAnalyses } from "./discriminant.ts";
import { dummyEstimators } from "./dummy.ts";
import type { EstimatorTable } from "./estimator.ts";
import { featureUnions } from "./feature_union.ts";
import { forestEstimators } from "./forest.ts";
import { gradientBoostingEstimators } from "./gradient_boosting.ts";
import { histGradientBoostingEstimators } from "./hist_gradient_boosting.ts";
import { imputers } from "./imputers.ts";
import { isolationForestEstimators } from "./isolation_forest.ts";
import { linearClassifiers } from "./linear_classification.ts";
import { linearRegressors } from "./linear_regression.ts";
import { modelSelectionEstimators } from "./model_selection.ts";
import { multiOutputEstimators } from "./multi_output.ts";
import { naiveBayes } from "./naive_bayes.ts";
import { oneHotEncoders } from "./one_hot_encoder.ts";
import { oneVsRestEstimators } from "./one_vs_rest.ts";
import { ordinalEncoders } from "./ordinal_encoder.ts";
import { pipelines } from "./pipeline.ts";
import { rowTransforms } from "./row_transforms.ts";
import { scalers } from "./scalers.ts";
import { stackingEstimators } from "./stacking.ts";
import { votingEstimators } from "./voting.ts";

/** The families of scikit-learn's estimators that are served. */
export const estimatorTables: readonly EstimatorTable[] = [
  adaBoostEstimators,
  baggingEstimators,
  calibratedEstimators,
  columnTransformers,
  decisionTreeEstimators,
  discriminantAnalyses,
  dummyEstimators,
  featureUnions,
  forestEstimators,
  gradientBoostingEstimators,
  histGradientBoostingEstimators,
  imputers,
  isolationForestEstimators,
  linearClassifiers,
  linearRegressors,
  modelSelectionEstimators,
  multiOutputEstimators,
  naiveBayes,
  oneHotEncoders,
  oneVsRestEstimators,
  ordinalEncoders,
  pipelines,
  rowTransforms,
  scalers,
  stackingEstimators,
  votingEstimators,
];
