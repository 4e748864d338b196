import { type Tensor, tensorMatrix64 } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { matrixTensor, vectorTensor } from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { labelIndices, labelKey } from "../table/label_indices.ts";
import {
  readClasses,
  readOutputClasses,
  takeLabels,
} from "../../../python/read_classes.ts";
import { isOn } from "../is_on.ts";
import { readNeighborhoods, type VisitNeighbors } from "./neighborhoods.ts";
import { joinOutputs } from "../table/join_outputs.ts";
import { zeros } from "../table/slice_columns.ts";

/** Estimators that answer with what their nearest neighbours were. */
export const neighborEstimators: EstimatorTable = {
  KNeighborsClassifier: neighborClassifier,
  KNeighborsRegressor: neighborRegressor,
  RadiusNeighborsClassifier: neighborClassifier,
  RadiusNeighborsRegressor: neighborRegressor,
};

function neighborRegressor(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const visit = readNeighborhoods(object);
  const targets = tensorMatrix64(object.tensor("_y"));
  const flat = object.tensor("_y").shape.length === 1;
  requireRows(object, visit, targets);
  return {
    className: object.className,
    structure: [describe(object, visit)],
    predict: (input) => {
      const means = weightedMeans(visit, check.dense(input), targets);
      return flat ? vectorTensor(means.data) : matrixTensor(means);
    },
  };
}

/** NaN where there is no neighbour. */
function weightedMeans(
  visit: VisitNeighbors,
  input: DenseMatrix,
  targets: DenseMatrix,
): DenseMatrix {
  const { columns } = targets;
  const sums = zeros(input.rows, columns);
  const totals = new Float64Array(input.rows);
  visit.each(input, (row, position, weight) => {
    totals[row]! += weight;
    for (let k = 0; k < columns; k++) {
      sums.data[row * columns + k]! += weight *
        targets.data[position * columns + k]!;
    }
  });
  for (let i = 0; i < sums.data.length; i++) {
    sums.data[i]! /= totals[Math.floor(i / columns)]!;
  }
  return sums;
}

function neighborClassifier(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const visit = readNeighborhoods(object);
  const several = isOn(object, "outputs_2d_");
  const classes = several ? readOutputClasses(object) : [readClasses(object)];
  const targets = tensorMatrix64(object.tensor("_y"));
  requireRows(object, visit, targets);
  requireClasses(object, targets, classes);
  const outliers = readOutliers(object, classes);
  const probabilities = (input: Table): DenseMatrix[] => {
    const votes = countVotes(visit, check.dense(input), { targets, classes });
    return votes.map((vote, k) =>
      shares(vote, { object, outlier: outliers?.[k] })
    );
  };
  return {
    className: object.className,
    structure: [describe(object, visit)],
    classes: several ? classes : classes[0]!,
    predict: (input) => {
      const labels = probabilities(input)
        .map((vote, k) => takeLabels(classes[k]!, argmaxRows(vote)));
      return several ? joinOutputs(labels) : labels[0]!;
    },
    predictProba: (input) => {
      const tensors = probabilities(input).map(matrixTensor);
      return several ? tensors : tensors[0]!;
    },
  };
}

/** The weight of each class of each output among the neighbours of each row. */
function countVotes(
  visit: VisitNeighbors,
  input: DenseMatrix,
  { targets, classes }: {
    readonly targets: DenseMatrix;
    readonly classes: readonly Tensor[];
  },
): DenseMatrix[] {
  const outputs = targets.columns;
  const votes = classes.map((labels) => zeros(input.rows, labels.data.length));
  visit.each(input, (row, position, weight) => {
    for (let k = 0; k < outputs; k++) {
      const vote = votes[k]!;
      const label = targets.data[position * outputs + k]!;
      vote.data[row * vote.columns + label]! += weight;
    }
  });
  return votes;
}

/** Votes as shares of their sum; a row without votes is the outlier's class, or an error. */
function shares(
  votes: DenseMatrix,
  { object, outlier }: {
    readonly object: PythonObject;
    readonly outlier: number | undefined;
  },
): DenseMatrix {
  const { columns, data } = votes;
  let at = 0;
  for (let row = 0; row < votes.rows; row++, at += columns) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += data[at + k]!;
    if (sum > 0) {
      for (let k = 0; k < columns; k++) data[at + k]! /= sum;
    } else if (outlier === undefined) {
      throw new InputError(
        `Cannot score with ${object.className}: row ${row} has no neighbors within the radius, and the model has no label for outliers`,
      );
    } else data[at + outlier] = 1;
  }
  return votes;
}

/** The class of rows without neighbours, by output. */
function readOutliers(
  object: PythonObject,
  classes: readonly Tensor[],
): number[] | undefined {
  if (!object.has("outlier_label_")) return undefined;
  const labels = object.list("outlier_label_");
  return classes.map((of, k) => {
    const position = labelIndices(of).get(labelKey(labels[k]));
    if (position !== undefined) return position;
    throw new ModelError(
      `Cannot serve ${object.className}: its label for outliers is not one of its classes`,
    );
  });
}

function requireRows(
  object: PythonObject,
  visit: VisitNeighbors,
  targets: DenseMatrix,
): void {
  if (targets.rows === visit.count) return;
  throw new ModelError(
    `Cannot read ${object.className}: ${visit.count} rows with ${targets.rows} targets`,
  );
}

function requireClasses(
  object: PythonObject,
  targets: DenseMatrix,
  classes: readonly Tensor[],
): void {
  const { columns, data } = targets;
  let known = classes.length === columns;
  for (let i = 0; known && i < data.length; i++) {
    const count = classes[i % columns]!.data.length;
    known = Number.isInteger(data[i]) && data[i]! >= 0 && data[i]! < count;
  }
  if (known) return;
  throw new ModelError(
    `Cannot read ${object.className}._y: expected the position of a class a row and output`,
  );
}

function describe(object: PythonObject, visit: VisitNeighbors): string {
  return `${object.className} (${visit.count} rows)`;
}
