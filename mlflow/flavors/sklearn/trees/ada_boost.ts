import type { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { nestedObjects } from "../nested/nested_objects.ts";
import { numbersOf, predictOf, probabilitiesOf } from "../nested/predict_of.ts";
import { structureOf } from "../nested/structure_of.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { matrixTensor, vectorTensor } from "../table/dense.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { labelIndices, labelKey } from "../table/label_indices.ts";
import { takeLabels } from "../../../python/read_classes.ts";
import { isFittedBefore } from "../is_fitted_before.ts";
import { softmaxRows } from "../math/softmax_rows.ts";
import { pairwiseSum } from "../math/pairwise_sum.ts";
import { zeros } from "../table/slice_columns.ts";

/** AdaBoost. */
export const adaBoostEstimators: EstimatorTable = {
  AdaBoostClassifier: adaBoostClassifier,
  AdaBoostRegressor: adaBoostRegressor,
};

interface Boosted {
  readonly estimators: readonly Estimator[];
  readonly weights: Float64Array;
  /** The rows, checked and without names, as the estimators inside saw them. */
  readonly read: (input: Table) => DenseMatrix;
}

function readBoosted(object: PythonObject, build: BuildEstimator): Boosted {
  const check = new FeatureCheck(object);
  const estimators = nestedObjects(object, "estimators_").map(build);
  const weights = object.numbers("estimator_weights_");
  if (estimators.length === 0 || weights.length < estimators.length) {
    throw new ModelError(
      `Cannot read ${object.className}: ${estimators.length} estimators with ${weights.length} weights`,
    );
  }
  return {
    estimators,
    weights,
    read: (input) => check.dense(input),
  };
}

function adaBoostClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const boosted = readBoosted(object, build);
  const classes = object.tensor("classes_");
  const count = classes.data.length;
  const algorithm = object.string(
    "algorithm",
    !isFittedBefore(object, [1, 6]) ? "SAMME" : "SAMME.R",
  );
  const scores = algorithm === "SAMME.R"
    ? probabilityScores(boosted, count)
    : voteScores(
      boosted,
      classes,
      isFittedBefore(object, [1, 3]) ? 0 : -1 / (count - 1),
    );
  return {
    className: object.className,
    structure: structureOf(
      `${object.className} (${boosted.estimators.length} estimators)`,
      boosted.estimators.slice(0, 1),
    ),
    classes,
    predict: (input) => {
      const decision = scores(input);
      const indices = count === 2
        ? Int32Array.from(decision.data, (score) => Number(score > 0))
        : argmaxRows(decision);
      return takeLabels(classes, indices);
    },
    predictProba: (input) => {
      const decision = scores(input);
      const spread = count === 2 ? bothSides(decision) : decision;
      if (count > 2) {
        for (let i = 0; i < spread.data.length; i++) {
          spread.data[i]! /= count - 1;
        }
      }
      softmaxRows(spread);
      return matrixTensor(spread);
    },
    decisionFunction: (input) => {
      const decision = scores(input);
      return count === 2 ? vectorTensor(decision.data) : matrixTensor(decision);
    },
  };
}

/** SAMME: each estimator votes with its weight, and since scikit-learn 1.3 against the others with a share of it. */
function voteScores(
  { estimators, weights, read }: Boosted,
  classes: Tensor,
  share: number,
): (input: Table) => DenseMatrix {
  const count = classes.data.length;
  const predicts = estimators.map(predictOf);
  const total = pairwiseSum(weights, 0, weights.length);
  const indices = labelIndices(classes);
  return (input) => {
    const matrix = read(input);
    const sums = zeros(matrix.rows, count);
    for (let e = 0; e < predicts.length; e++) {
      const labels = predicts[e]!(matrix).data;
      const against = share * weights[e]!;
      let at = 0;
      for (let row = 0; row < matrix.rows; row++) {
        const vote = indices.get(labelKey(labels[row]));
        for (let k = 0; k < count; k++) {
          sums.data[at++]! += vote === k ? weights[e]! : against;
        }
      }
    }
    return decisionOf(sums, total);
  };
}

/** SAMME.R: the logarithms of the probabilities, centred. */
function probabilityScores(
  { estimators, weights, read }: Boosted,
  count: number,
): (input: Table) => DenseMatrix {
  const probabilities = estimators.map(probabilitiesOf);
  const total = pairwiseSum(weights, 0, weights.length);
  return (input) => {
    const matrix = read(input);
    const sums = zeros(matrix.rows, count);
    const logs = new Float64Array(count);
    for (const probability of probabilities) {
      const { data } = probability(matrix);
      for (let at = 0; at < data.length; at += count) {
        for (let k = 0; k < count; k++) {
          logs[k] = Math.log(Math.max(data[at + k]!, Number.EPSILON));
        }
        const mean = 1 / count * pairwiseSum(logs, 0, count);
        for (let k = 0; k < count; k++) {
          sums.data[at + k]! += (count - 1) * (logs[k]! - mean);
        }
      }
    }
    return decisionOf(sums, total);
  };
}

/** Divided by the weights; of two classes the second minus the first. */
function decisionOf(sums: DenseMatrix, total: number): DenseMatrix {
  const { rows, columns, data } = sums;
  for (let i = 0; i < data.length; i++) data[i]! /= total;
  if (columns !== 2) return sums;
  const result = zeros(rows, 1);
  for (let row = 0; row < rows; row++) {
    result.data[row] = -data[2 * row]! + data[2 * row + 1]!;
  }
  return result;
}

function bothSides(decision: DenseMatrix): DenseMatrix {
  const result = zeros(decision.rows, 2);
  for (let row = 0; row < decision.rows; row++) {
    result.data[2 * row] = -decision.data[row]! / 2;
    result.data[2 * row + 1] = decision.data[row]! / 2;
  }
  return result;
}

/** AdaBoost.R2: the median of the estimators by weight. */
function adaBoostRegressor(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { estimators, weights, read } = readBoosted(object, build);
  const predicts = estimators.map(numbersOf);
  return {
    className: object.className,
    structure: structureOf(
      `${object.className} (${estimators.length} estimators)`,
      estimators.slice(0, 1),
    ),
    predict: (input) => {
      const matrix = read(input);
      const columns = predicts.map((predict) => predict(matrix).data);
      const result = new Float64Array(matrix.rows);
      const order = Array.from(columns, (_, e) => e);
      for (let row = 0; row < matrix.rows; row++) {
        order.sort((a, b) => columns[a]![row]! - columns[b]![row]! || a - b);
        result[row] = columns[weightedMedian(order, weights)]![row]!;
      }
      return vectorTensor(result);
    },
  };
}

/** The first estimator, in order of its value, at which half the weight is reached. */
function weightedMedian(
  order: readonly number[],
  weights: Float64Array,
): number {
  let total = 0;
  for (const e of order) total += weights[e]!;
  let sum = 0;
  for (const e of order) {
    sum += weights[e]!;
    if (sum >= 0.5 * total) return e;
  }
  return order[0]!;
}
