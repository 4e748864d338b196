import { adaBoostEstimators } from "./trees/ada_boost.ts";
import { baggingEstimators } from "./trees/bagging.ts";
import { calibratedEstimators } from "./compose/calibrated.ts";
import { clusterings } from "./neighbors/clusterings.ts";
import { columnTransformers } from "./compose/column_transformer.ts";
import { decisionTreeEstimators } from "./trees/decision_tree.ts";
import { decompositions } from "./linear/decomposition.ts";
import { discretizers } from "./preprocessing/discretizers.ts";
import { discriminantAnalyses } from "./linear/discriminant.ts";
import { dummyEstimators } from "./generative/dummy.ts";
import type { EstimatorTable } from "./estimator.ts";
import { featureSelectors } from "./preprocessing/feature_selectors.ts";
import { featureUnions } from "./compose/feature_union.ts";
import { randomForestEstimators } from "./trees/random_forest.ts";
import { functionTransformers } from "./preprocessing/function_transformer.ts";
import { gaussianMixtures } from "./generative/gaussian_mixture.ts";
import { gradientBoostingEstimators } from "./trees/gradient_boosting.ts";
import { histGradientBoostingEstimators } from "./trees/hist_gradient_boosting.ts";
import { imputers } from "./preprocessing/imputers.ts";
import { isolationForestEstimators } from "./trees/isolation_forest.ts";
import { iterativeImputers } from "./preprocessing/iterative_imputer.ts";
import { labelEncoders } from "./preprocessing/label_encoders.ts";
import { linearClassifiers } from "./linear/linear_classifiers.ts";
import { linearRegressors } from "./linear/linear_regressors.ts";
import { modelSelectionEstimators } from "./compose/model_selection.ts";
import { multiOutputEstimators } from "./compose/multi_output.ts";
import { naiveBayes } from "./generative/naive_bayes.ts";
import { nearestCentroidEstimators } from "./neighbors/nearest_centroid.ts";
import { neighborEstimators } from "./neighbors/neighbor_estimators.ts";
import { oneHotEncoders } from "./preprocessing/one_hot_encoder.ts";
import { oneVsRestEstimators } from "./compose/one_vs_rest.ts";
import { ordinalEncoders } from "./preprocessing/ordinal_encoder.ts";
import { partialLeastSquares } from "./linear/partial_least_squares.ts";
import { perceptrons } from "./linear/perceptrons.ts";
import { pipelines } from "./compose/pipeline.ts";
import { polynomialFeatures } from "./preprocessing/polynomial_features.ts";
import { powerTransformers } from "./preprocessing/power_transformer.ts";
import { quantileTransformers } from "./preprocessing/quantile_transformer.ts";
import { rowTransforms } from "./preprocessing/row_transforms.ts";
import { scalers } from "./preprocessing/scalers.ts";
import { splineTransformers } from "./preprocessing/spline_transformer.ts";
import { stackingEstimators } from "./compose/stacking.ts";
import { supportVectorMachines } from "./svm/support_vector_machines.ts";
import { targetEncoders } from "./preprocessing/target_encoder.ts";
import { textVectorizers } from "./text/text_vectorizers.ts";
import { thresholdEstimators } from "./compose/threshold.ts";
import { transformedTargets } from "./compose/transformed_target.ts";
import { votingEstimators } from "./compose/voting.ts";

/** The families of scikit-learn's estimators that are served. */
export const estimatorTables: readonly EstimatorTable[] = [
  adaBoostEstimators,
  baggingEstimators,
  calibratedEstimators,
  clusterings,
  columnTransformers,
  decisionTreeEstimators,
  decompositions,
  discretizers,
  discriminantAnalyses,
  dummyEstimators,
  featureSelectors,
  featureUnions,
  randomForestEstimators,
  functionTransformers,
  gaussianMixtures,
  gradientBoostingEstimators,
  histGradientBoostingEstimators,
  imputers,
  isolationForestEstimators,
  iterativeImputers,
  labelEncoders,
  linearClassifiers,
  linearRegressors,
  modelSelectionEstimators,
  multiOutputEstimators,
  naiveBayes,
  nearestCentroidEstimators,
  neighborEstimators,
  oneHotEncoders,
  oneVsRestEstimators,
  ordinalEncoders,
  partialLeastSquares,
  perceptrons,
  pipelines,
  polynomialFeatures,
  powerTransformers,
  quantileTransformers,
  rowTransforms,
  scalers,
  splineTransformers,
  stackingEstimators,
  supportVectorMachines,
  targetEncoders,
  textVectorizers,
  thresholdEstimators,
  transformedTargets,
  votingEstimators,
];
