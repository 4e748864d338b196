import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { affine } from "../math/affine.ts";
import {
  matrixTensor,
  readMatrix,
  readVector,
  vectorTensor,
} from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { linearClassifier } from "./linear_classifier.ts";
import { logNormalizeRows, softmaxRows } from "../math/softmax_rows.ts";
import { oneVersusRest } from "../math/expit.ts";
import { transposed } from "../math/transposed.ts";

/** Linear and quadratic discriminant analysis. */
export const discriminantAnalyses: EstimatorTable = {
  LinearDiscriminantAnalysis: linear,
  QuadraticDiscriminantAnalysis: quadratic,
};

function linear(object: PythonObject): Estimator {
  const classes = readClasses(object);
  const link = classes.data.length > 2 ? softmaxRows : oneVersusRest;
  const estimator = linearClassifier(object, classes, link);
  const solver = object.string("solver", "svd");
  if (solver === "lsqr" || !object.has("scalings_")) return estimator;
  return { ...estimator, transform: projection(object, solver) };
}

function projection(
  object: PythonObject,
  solver: string,
): (input: Table) => DenseMatrix {
  const check = new FeatureCheck(object);
  const scalings = readMatrix(object, "scalings_");
  const all = transposed(scalings);
  const count = object.number("_max_components", scalings.columns);
  const kept = Math.min(count, all.rows);
  const weights = {
    rows: kept,
    columns: all.columns,
    data: all.data.subarray(0, kept * all.columns),
  };
  const center = { ...readCenter(object, solver), rows: 1 };
  const offsets = affine(center, weights).data.map((value) => -value);
  return (input) => affine(check.dense(input), weights, offsets);
}

function readCenter(object: PythonObject, solver: string): DenseMatrix {
  if (solver === "svd") return readMatrix(object, "xbar_");
  const { rows } = readMatrix(object, "scalings_");
  return { rows: 1, columns: rows, data: new Float64Array(rows) };
}

/** One class's directions, each scaled to unit variance, and its log-determinant. */
interface Whitening {
  readonly directions: DenseMatrix;
  readonly offset: number;
}

function quadratic(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const classes = readClasses(object);
  const means = readMatrix(object, "means_");
  const whitenings = readWhitenings(object, classes.data.length);
  const { className } = object;

  function scores(input: Table): DenseMatrix {
    const matrix = check.dense(input);
    const { rows } = matrix;
    const columns = whitenings.length;
    const data = new Float64Array(rows * columns);
    const centered = new Float64Array(matrix.columns);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < columns; k++) {
        for (let i = 0; i < centered.length; i++) {
          centered[i] = matrix.data[row * centered.length + i]! -
            means.data[k * centered.length + i]!;
        }
        data[row * columns + k] = score(centered, whitenings[k]!);
      }
    }
    return { rows, columns, data };
  }

  return {
    className,
    structure: [className],
    classes,
    predict: (input) => takeLabels(classes, argmaxRows(scores(input))),
    predictProba: (input) => matrixTensor(softmaxRows(scores(input))),
    predictLogProba: (input) => matrixTensor(logNormalizeRows(scores(input))),
    decisionFunction(input): Tensor {
      const matrix = scores(input);
      if (matrix.columns !== 2) return matrixTensor(matrix);
      const { data } = matrix;
      const difference = new Float64Array(matrix.rows);
      for (let row = 0; row < difference.length; row++) {
        difference[row] = data[2 * row + 1]! - data[2 * row]!;
      }
      return vectorTensor(difference);
    },
  };
}

function score(centered: Float64Array, whitening: Whitening): number {
  const { directions, offset } = whitening;
  let norm = 0;
  for (let k = 0; k < directions.rows; k++) {
    let sum = 0;
    for (let i = 0; i < centered.length; i++) {
      sum += centered[i]! * directions.data[k * centered.length + i]!;
    }
    norm += sum * sum;
  }
  return offset - 0.5 * norm;
}

function readWhitenings(
  object: PythonObject,
  count: number,
): readonly Whitening[] {
  const rotations = object.list("rotations_");
  const scalings = object.list("scalings_");
  const priors = readVector(object, "priors_", count);
  if (rotations.length !== count || scalings.length !== count) {
    throw new ModelError(
      `Cannot read ${object.className}: expected rotations_ and scalings_ for each of ${count} classes`,
    );
  }
  return rotations.map((rotation, k) => {
    const scaling = scalings[k];
    if (
      !(rotation instanceof Tensor) || rotation.shape.length !== 2 ||
      !(scaling instanceof Tensor) ||
      scaling.data.length !== rotation.shape[1]
    ) {
      throw new ModelError(
        `Cannot read ${object.className}: rotations_ and scalings_ of class ${k} do not fit each other`,
      );
    }
    const scale = Float64Array.from(scaling.data as ArrayLike<number>, Number);
    const directions = transposed({
      rows: rotation.shape[0]!,
      columns: scale.length,
      data: Float64Array.from(rotation.data as ArrayLike<number>, Number),
    });
    let logarithms = 0;
    for (let i = 0; i < scale.length; i++) {
      logarithms += Math.log(scale[i]!);
      const factor = 1 / Math.sqrt(scale[i]!);
      const start = i * directions.columns;
      for (let j = start; j < start + directions.columns; j++) {
        directions.data[j]! *= factor;
      }
    }
    return { directions, offset: Math.log(priors[k]!) - 0.5 * logarithms };
  });
}
