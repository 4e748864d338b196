import { ModelError } from "../../../errors.ts";
import { PythonObject } from "../../../python/python_object.ts";
import { classPositions } from "../nested/class_positions.ts";
import {
  joinAnswers,
  numbersOf,
  probabilitiesOf,
} from "../nested/predict_of.ts";
import { nestedObjects } from "../nested/nested_objects.ts";
import { structureOf } from "../nested/structure_of.ts";
import { matrixTensor, vectorTensor } from "../table/dense.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { zeros } from "../table/slice_columns.ts";

/** Estimators of different kinds that vote, or are averaged. */
export const votingEstimators: EstimatorTable = {
  VotingClassifier: votingClassifier,
  VotingRegressor: votingRegressor,
};

function votingClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const estimators = nestedObjects(object, "estimators_").map(build);
  const weights = readWeights(object, estimators.length);
  const classes = readClasses(object);
  const soft = object.string("voting", "hard") === "soft";
  const parts = {
    className: object.className,
    structure: structureOf(object.className, estimators),
    classes,
  };
  if (!soft) {
    // The estimators were taught positions in the classes, not labels.
    for (const each of estimators) classPositions(each, classes.data.length);
    const predicts = estimators.map(numbersOf);
    const all = (input: Table): DenseMatrix =>
      joinAnswers(predicts.map((predict) => predict(input)));
    return {
      ...parts,
      transform: all,
      predict: (input) => {
        const votes = countVotes(all(input), weights, classes.data.length);
        return takeLabels(classes, argmaxRows(votes));
      },
    };
  }
  const probabilities = estimators.map(probabilitiesOf);
  const mean = (input: Table): DenseMatrix =>
    average(probabilities.map((each) => each(input)), weights);
  return {
    ...parts,
    transform: (input) => joinAnswers(probabilities.map((each) => each(input))),
    predict: (input) => takeLabels(classes, argmaxRows(mean(input))),
    predictProba: (input) => matrixTensor(mean(input)),
  };
}

function votingRegressor(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const estimators = nestedObjects(object, "estimators_").map(build);
  const weights = readWeights(object, estimators.length);
  const predicts = estimators.map(numbersOf);
  const all = (input: Table): DenseMatrix[] =>
    predicts.map((predict) => predict(input));
  return {
    className: object.className,
    structure: structureOf(object.className, estimators),
    transform: (input) => joinAnswers(all(input)),
    predict: (input) => vectorTensor(average(all(input), weights).data),
  };
}

/** The weights of the estimators that were not dropped. */
function readWeights(
  object: PythonObject,
  count: number,
): Float64Array | undefined {
  if (count === 0) {
    throw new ModelError(
      `Cannot read ${object.className}: it has no estimators`,
    );
  }
  if (!object.has("weights")) return undefined;
  const named = object.list("estimators");
  const weights = object.numbers("weights").filter((_, i) => {
    const pair = named[i];
    return Array.isArray(pair) && pair[1] instanceof PythonObject;
  });
  if (weights.length === count) return weights;
  throw new ModelError(
    `Cannot read ${object.className}: ${count} estimators with ${weights.length} weights`,
  );
}

function average(
  matrices: readonly DenseMatrix[],
  weights: Float64Array | undefined,
): DenseMatrix {
  const { rows, columns } = matrices[0]!;
  const result = zeros(rows, columns);
  const { data } = result;
  let total = 0;
  for (let m = 0; m < matrices.length; m++) {
    const from = matrices[m]!.data;
    const weight = weights?.[m] ?? 1;
    total += weight;
    for (let i = 0; i < data.length; i++) data[i]! += weight * from[i]!;
  }
  for (let i = 0; i < data.length; i++) data[i]! /= total;
  return result;
}

/** How much weight each class has in each row; the predictions are positions of classes. */
function countVotes(
  predictions: DenseMatrix,
  weights: Float64Array | undefined,
  classes: number,
): DenseMatrix {
  const votes = zeros(predictions.rows, classes);
  let from = 0;
  for (let row = 0; row < predictions.rows; row++) {
    for (let m = 0; m < predictions.columns; m++) {
      const vote = predictions.data[from++]!;
      votes.data[row * classes + vote]! += weights?.[m] ?? 1;
    }
  }
  return votes;
}
