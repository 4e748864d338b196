import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import {
  decisionsOf,
  joinAnswers,
  numbersOf,
  probabilitiesOf,
} from "../nested/predict_of.ts";
import { nestedObjects } from "../nested/nested_objects.ts";
import { requireClasses } from "../nested/class_positions.ts";
import { structureOf } from "../nested/structure_of.ts";
import {
  matrixTensor,
  readMatrix,
  toDense,
  vectorTensor,
} from "../table/dense.ts";
import { rowsOf } from "../table/join_columns.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { complementColumns } from "../math/expit.ts";
import { nearestRows } from "../neighbors/nearest_rows.ts";
import { oneVsOneScores } from "../math/one_vs_one_scores.ts";
import { pairwiseSum } from "../math/pairwise_sum.ts";
import { sliceColumns } from "../table/slice_columns.ts";

/** Many classes by estimators of two. */
export const oneVsRestEstimators: EstimatorTable = {
  OneVsRestClassifier: oneVsRestClassifier,
  OneVsOneClassifier: oneVsOneClassifier,
  OutputCodeClassifier: outputCodeClassifier,
  _ConstantPredictor: constantPredictor,
};

function oneVsRestClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const estimators = nestedObjects(object, "estimators_").map(build);
  const binarizer = object.object("label_binarizer_");
  const classes = readClasses(binarizer);
  const target = binarizer.string("y_type_", "multiclass");
  const multilabel = target.startsWith("multilabel");
  if (target === "multiclass") {
    requireClasses(object, classes, estimators.length);
  }
  const scorers = estimators.map(binaryScores);
  const scores = (input: Table): DenseMatrix =>
    joinAnswers(scorers.map((scorer) => scorer(input)));
  const threshold = binaryThreshold(estimators[0]);
  return {
    className: object.className,
    structure: structureOf(object.className, estimators),
    classes,
    predict: (input) => {
      const found = scores(input);
      if (multilabel) return indicator(found, threshold);
      const indices = target === "multiclass"
        ? argmaxRows(found)
        : Int32Array.from(found.data, (score) => Number(score > threshold));
      return takeLabels(classes, indices);
    },
    ...restProbabilities(estimators, multilabel),
    ...restDecisions(estimators),
  };
}

function restProbabilities(
  estimators: readonly Estimator[],
  multilabel: boolean,
): Pick<Estimator, "predictProba"> {
  if (estimators.some((each) => each.predictProba === undefined)) return {};
  const probabilities = estimators.map(probabilitiesOf);
  return {
    predictProba: (input) => {
      let all = joinAnswers(
        probabilities.map((each) => sliceColumns(each(input), 1, 1)),
      );
      if (all.columns === 1) all = complementColumns(all.data);
      if (!multilabel) divideBySums(all);
      return matrixTensor(all);
    },
  };
}

/** Rows of zeros stay as they are. */
function divideBySums({ columns, data }: DenseMatrix): void {
  for (let at = 0; at < data.length; at += columns) {
    const sum = pairwiseSum(data, at, columns);
    if (sum === 0) continue;
    for (let k = 0; k < columns; k++) data[at + k]! /= sum;
  }
}

function restDecisions(
  estimators: readonly Estimator[],
): Pick<Estimator, "decisionFunction"> {
  if (estimators.some((each) => each.decisionFunction === undefined)) return {};
  const decisions = estimators.map(decisionsOf);
  return {
    decisionFunction: (input) => {
      const all = joinAnswers(decisions.map((each) => each(input)));
      return all.columns === 1 ? vectorTensor(all.data) : matrixTensor(all);
    },
  };
}

function oneVsOneClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const check = new FeatureCheck(object);
  const estimators = nestedObjects(object, "estimators_").map(build);
  const classes = readClasses(object);
  const count = classes.data.length;
  if (estimators.length !== count * (count - 1) / 2) {
    throw new ModelError(
      `Cannot read ${object.className}: ${estimators.length} estimators for pairs of ${count} classes`,
    );
  }
  const predicts = estimators.map(numbersOf);
  const scorers = estimators.map(binaryScores);
  const threshold = binaryThreshold(estimators[0]);
  const scores = (input: Table): DenseMatrix => {
    check.columns(input);
    const rows = toDense(input);
    const votes = joinAnswers(predicts.map((each) => each(rows)));
    const confidences = joinAnswers(scorers.map((each) => each(rows)));
    return oneVsOneScores(votes, confidences, count);
  };
  return {
    className: object.className,
    structure: structureOf(
      `${object.className} (${estimators.length} estimators)`,
      estimators.slice(0, 1),
    ),
    classes,
    predict: (input) => {
      const found = scores(input);
      const indices = count === 2
        ? Int32Array.from(
          sliceColumns(found, 1, 1).data,
          (score) => Number(score > threshold),
        )
        : argmaxRows(found);
      return takeLabels(classes, indices);
    },
    decisionFunction: (input) => {
      const found = scores(input);
      return count === 2
        ? vectorTensor(sliceColumns(found, 1, 1).data)
        : matrixTensor(found);
    },
  };
}

function outputCodeClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const estimators = nestedObjects(object, "estimators_").map(build);
  const classes = readClasses(object);
  const book = readMatrix(object, "code_book_");
  requireClasses(object, classes, book.rows);
  const scorers = estimators.map(binaryScores);
  return {
    className: object.className,
    structure: structureOf(
      `${object.className} (${estimators.length} estimators)`,
      estimators.slice(0, 1),
    ),
    classes,
    predict: (input) => {
      const scores = joinAnswers(scorers.map((each) => each(input)));
      return takeLabels(classes, nearestRows(scores, book));
    },
  };
}

/** What stands in for an estimator where all of its training set was of one class. */
function constantPredictor(object: PythonObject): Estimator {
  const value = object.number("y_");
  const repeat = (input: Table): Float64Array =>
    new Float64Array(rowsOf(input)).fill(value);
  return {
    className: object.className,
    structure: [object.className],
    classes: new Tensor("int64", [2], BigInt64Array.of(0n, 1n)),
    predict: (input) => vectorTensor(repeat(input)),
    predictProba: (input) => matrixTensor(complementColumns(repeat(input))),
    decisionFunction: (input) => vectorTensor(repeat(input)),
  };
}

/** How sure an estimator of two classes is of the second. */
function binaryScores(estimator: Estimator): (input: Table) => DenseMatrix {
  if (estimator.decisionFunction !== undefined) return decisionsOf(estimator);
  if (estimator.predictProba === undefined) {
    return numbersOf(estimator);
  }
  const probabilities = probabilitiesOf(estimator);
  return (input) => sliceColumns(probabilities(input), 1, 1);
}

function binaryThreshold(estimator: Estimator | undefined): number {
  return estimator?.decisionFunction === undefined ? 0.5 : 0;
}

function indicator(scores: DenseMatrix, threshold: number): Tensor {
  const data = BigInt64Array.from(
    scores.data,
    (score) => score > threshold ? 1n : 0n,
  );
  return new Tensor("int64", [scores.rows, scores.columns], data);
}
