import { adaBoostEstimators } from "./ada_boost.ts";
import { baggingEstimators } from "./bagging.ts";
import { calibratedEstimators } from "./calibrated.ts";
import { clusterings } from "./clusters.ts";
import { columnTransformers } from "./column_transformer.ts";
import { decisionTreeEstimators } from "./decision_tree.ts";
import { decompositions } from "./decomposition.ts";
import { discretizers } from "./k_bins_discretizer.ts";
import { discriminantAnalyses } from "./discriminant.ts";
import { dummyEstimators } from "./dummy.ts";
import type { EstimatorTable } from "./estimator.ts";
import { featureSelectors } from "./feature_selection.ts";
import { featureUnions } from "./feature_union.ts";
import { forestEstimators } from "./forest.ts";
import { functionTransformers } from "./function_transformer.ts";
import { gaussianMixtures } from "./gaussian_mixture.ts";
import { gradientBoostingEstimators } from "./gradient_boosting.ts";
import { histGradientBoostingEstimators } from "./hist_gradient_boosting.ts";
import { imputers } from "./imputers.ts";
import { isolationForestEstimators } from "./isolation_forest.ts";
import { iterativeImputers } from "./iterative_imputer.ts";
import { labelEncoders } from "./label_encoders.ts";
import { linearClassifiers } from "./linear_classification.ts";
import { linearRegressors } from "./linear_regression.ts";
import { modelSelectionEstimators } from "./model_selection.ts";
import { multiOutputEstimators } from "./multi_output.ts";
import { naiveBayes } from "./naive_bayes.ts";
import { nearestCentroidEstimators } from "./nearest_centroid.ts";
import { neighborEstimators } from "./neighbors.ts";
import { oneHotEncoders } from "./one_hot_encoder.ts";
import { oneVsRestEstimators } from "./one_vs_rest.ts";
import { ordinalEncoders } from "./ordinal_encoder.ts";
import { partialLeastSquares } from "./partial_least_squares.ts";
import { perceptrons } from "./mlp.ts";
import { pipelines } from "./pipeline.ts";
import { polynomialFeatures } from "./polynomial_features.ts";
import { powerTransformers } from "./power_transformer.ts";
import { quantileTransformers } from "./quantile_transformer.ts";
import { rowTransforms } from "./row_transforms.ts";
import { scalers } from "./scalers.ts";
import { splineTransformers } from "./spline_transformer.ts";
import { stackingEstimators } from "./stacking.ts";
import { supportVectorMachines } from "./svm.ts";
import { targetEncoders } from "./target_encoder.ts";
import { textVectorizers } from "./text_vectorizers.ts";
import { thresholdEstimators } from "./threshold.ts";
import { transformedTargets } from "./transformed_target.ts";
import { votingEstimators } from "./voting.ts";

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
  forestEstimators,
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
