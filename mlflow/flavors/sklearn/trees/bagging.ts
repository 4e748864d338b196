import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { classPositions } from "../nested/class_positions.ts";
import {
  decisionsOf,
  numbersOf,
  predictOf,
  probabilitiesOf,
} from "../nested/predict_of.ts";
import { nestedObjects } from "../nested/nested_objects.ts";
import { structureOf } from "../nested/structure_of.ts";
import {
  matrixTensor,
  takeColumns,
  toDense,
  vectorTensor,
} from "../table/dense.ts";
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
import { zeros } from "../table/slice_columns.ts";

/** Bags: estimators that saw other rows and columns, averaged. */
export const baggingEstimators: EstimatorTable = {
  BaggingClassifier: baggingClassifier,
  BaggingRegressor: baggingRegressor,
};

interface Bag {
  readonly estimators: readonly Estimator[];
  /** The rows of each estimator in turn: its columns of the input. */
  readonly each: (
    input: Table,
    use: (rows: DenseMatrix, position: number) => void,
  ) => void;
}

function readBag(object: PythonObject, build: BuildEstimator): Bag {
  const check = new FeatureCheck(object);
  const estimators = nestedObjects(object, "estimators_").map(build);
  if (estimators.length === 0) {
    throw new ModelError(
      `Cannot read ${object.className}: it has no estimators`,
    );
  }
  const columns = readColumns(object, estimators.length);
  return {
    estimators,
    each: (input, use) => {
      check.columns(input);
      const matrix = toDense(input);
      for (let e = 0; e < estimators.length; e++) {
        const taken = columns[e];
        use(taken === undefined ? matrix : takeColumns(matrix, taken), e);
      }
    },
  };
}

/** The columns of each estimator, `undefined` for all in their order. */
function readColumns(
  object: PythonObject,
  count: number,
): (Int32Array | undefined)[] {
  const features = object.number("n_features_in_", 0);
  const lists = object.list("estimators_features_");
  if (lists.length !== count) {
    throw new ModelError(
      `Cannot read ${object.className}: ${count} estimators with ${lists.length} lists of columns`,
    );
  }
  return lists.map((list) => {
    const holder = Array.isArray(list) ? list : dataOf(object, list);
    const columns = Int32Array.from(holder, Number);
    for (const column of columns) {
      if (column >= 0 && (features === 0 || column < features)) continue;
      throw new ModelError(
        `Cannot read ${object.className}.estimators_features_: there is no column ${column}`,
      );
    }
    const all = columns.length === features &&
      columns.every((column, i) => column === i);
    return all ? undefined : columns;
  });
}

function dataOf(object: PythonObject, value: unknown): ArrayLike<unknown> {
  if (value instanceof Tensor) return value.data;
  throw new ModelError(
    `Cannot read ${object.className}.estimators_features_: expected arrays`,
  );
}

function baggingClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { estimators, each } = readBag(object, build);
  const classes = readClasses(object);
  const count = classes.data.length;
  // The estimators were taught positions in the classes, not labels.
  const adders = estimators.map((estimator) =>
    estimator.predictProba === undefined
      ? voteAdder(estimator)
      : probabilityAdder(estimator, classPositions(estimator, count))
  );
  const means = (input: Table): DenseMatrix => {
    let sums = zeros(0, count);
    each(input, (rows, e) => {
      if (e === 0) sums = zeros(rows.rows, count);
      adders[e]!(rows, sums);
    });
    return divide(sums, estimators.length);
  };
  return {
    className: object.className,
    structure: describe(object, estimators),
    classes,
    predict: (input) => takeLabels(classes, argmaxRows(means(input))),
    predictProba: (input) => matrixTensor(means(input)),
    ...decisions({ estimators, each }, count),
  };
}

type Add = (rows: DenseMatrix, sums: DenseMatrix) => void;

function probabilityAdder(estimator: Estimator, positions: Int32Array): Add {
  const probabilities = probabilitiesOf(estimator);
  return (rows, sums) => {
    const { data, columns } = probabilities(rows);
    let from = 0;
    for (let row = 0; row < sums.rows; row++) {
      for (let k = 0; k < columns; k++) {
        sums.data[row * sums.columns + positions[k]!]! += data[from++]!;
      }
    }
  };
}

function voteAdder(estimator: Estimator): Add {
  const predict = predictOf(estimator);
  return (rows, sums) => {
    const { data } = predict(rows);
    for (let row = 0; row < sums.rows; row++) {
      sums.data[row * sums.columns + Number(data[row])]! += 1;
    }
  };
}

function decisions(
  { estimators, each }: Bag,
  count: number,
): Pick<Estimator, "decisionFunction"> {
  if (estimators.some((e) => e.decisionFunction === undefined)) return {};
  const functions = estimators.map(decisionsOf);
  return {
    decisionFunction: (input) => {
      const sums = sumEach(each, input, functions);
      const mean = divide(sums, estimators.length);
      return count === 2 ? vectorTensor(mean.data) : matrixTensor(mean);
    },
  };
}

function baggingRegressor(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { estimators, each } = readBag(object, build);
  const predicts = estimators.map(numbersOf);
  return {
    className: object.className,
    structure: describe(object, estimators),
    predict: (input) => {
      const mean = divide(sumEach(each, input, predicts), estimators.length);
      return mean.columns === 1 ? vectorTensor(mean.data) : matrixTensor(mean);
    },
  };
}

function sumEach(
  each: Bag["each"],
  input: Table,
  functions: readonly ((rows: Table) => DenseMatrix)[],
): DenseMatrix {
  let sums = zeros(0, 1);
  each(input, (rows, e) => {
    const { columns, data } = functions[e]!(rows);
    if (e === 0) sums = zeros(rows.rows, columns);
    for (let i = 0; i < data.length; i++) sums.data[i]! += data[i]!;
  });
  return sums;
}

function divide(sums: DenseMatrix, count: number): DenseMatrix {
  const { data } = sums;
  for (let i = 0; i < data.length; i++) data[i]! /= count;
  return sums;
}

function describe(
  object: PythonObject,
  estimators: readonly Estimator[],
): string[] {
  return structureOf(
    `${object.className} (${estimators.length} estimators)`,
    estimators.slice(0, 1),
  );
}
