import type { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { type Calibrate, readCalibrator } from "./calibrators.ts";
import { classesOf, requireClasses } from "../nested/class_positions.ts";
import { decisionsOf, probabilitiesOf } from "../nested/predict_of.ts";
import { nestedObjects, renamed } from "../nested/nested_objects.ts";
import { structureOf } from "../nested/structure_of.ts";
import { matrixTensor } from "../table/dense.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { labelIndices, labelKey } from "../table/label_indices.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { complementColumns } from "../math/expit.ts";
import { mapInPlace } from "../math/map_in_place.ts";
import { normalizeRows, softmaxRows } from "../math/softmax_rows.ts";
import { sliceColumns, zeros } from "../table/slice_columns.ts";

/** Classifiers whose probabilities were calibrated. */
export const calibratedEstimators: EstimatorTable = {
  CalibratedClassifierCV: calibratedClassifier,
};

interface Fold {
  readonly estimator: Estimator;
  readonly probabilities: (input: Table) => DenseMatrix;
}

function calibratedClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const classes = readClasses(object);
  const folds = nestedObjects(object, "calibrated_classifiers_")
    .map((fold) => readFold(fold, build, classes));
  if (folds.length === 0) {
    throw new ModelError(
      `Cannot read ${object.className}: it has no classifiers`,
    );
  }
  const mean = (input: Table): DenseMatrix => {
    const sums = folds[0]!.probabilities(input);
    const { data } = sums;
    for (let f = 1; f < folds.length; f++) {
      const more = folds[f]!.probabilities(input).data;
      for (let i = 0; i < data.length; i++) data[i]! += more[i]!;
    }
    for (let i = 0; i < data.length; i++) data[i]! /= folds.length;
    return sums;
  };
  return {
    className: object.className,
    structure: structureOf(
      `${object.className} (${folds.length} folds)`,
      folds.slice(0, 1).map(({ estimator }) => estimator),
    ),
    classes,
    predict: (input) => takeLabels(classes, argmaxRows(mean(input))),
    predictProba: (input) => matrixTensor(mean(input)),
  };
}

function readFold(
  fold: PythonObject,
  build: BuildEstimator,
  classes: Tensor,
): Fold {
  const estimator = build(renamed(fold, "estimator", "base_estimator"));
  const calibrators = nestedObjects(
    fold,
    fold.has("calibrators") ? "calibrators" : "calibrators_",
  );
  const scores = scoresOf(estimator);
  if (fold.string("method", "sigmoid") === "temperature") {
    requireClasses(fold, classes, classesOf(estimator).data.length);
    const beta = calibrators[0]?.number("beta_") ?? 1;
    const positive = estimator.decisionFunction === undefined;
    return {
      estimator,
      probabilities: (input) => heated(scores(input), beta, { positive }),
    };
  }
  return {
    estimator,
    probabilities: calibrated(scores, calibrators.map(readCalibrator), {
      positions: positionsOf(estimator, classes),
      classes: classes.data.length,
    }),
  };
}

/** Its decision function, or else its probabilities, of two classes only the second. */
function scoresOf(estimator: Estimator): (input: Table) => DenseMatrix {
  if (estimator.decisionFunction !== undefined) return decisionsOf(estimator);
  const probabilities = probabilitiesOf(estimator);
  return classesOf(estimator).data.length === 2
    ? (input) => sliceColumns(probabilities(input), 1, 1)
    : probabilities;
}

/** Which of all classes those are that an estimator has seen. */
function positionsOf(estimator: Estimator, classes: Tensor): Int32Array {
  const indices = labelIndices(classes);
  const { data } = classesOf(estimator);
  return Int32Array.from(
    { length: data.length },
    (_, i) => {
      const position = indices.get(labelKey(data[i]));
      if (position !== undefined) return position;
      throw new ModelError(
        `Cannot calibrate ${estimator.className}: it has a class that the whole has not`,
      );
    },
  );
}

function calibrated(
  scores: (input: Table) => DenseMatrix,
  calibrators: readonly Calibrate[],
  { positions, classes }: {
    readonly positions: Int32Array;
    readonly classes: number;
  },
): (input: Table) => DenseMatrix {
  const columns = classes === 2 ? 1 : positions.length;
  if (calibrators.length !== columns) {
    throw new ModelError(
      `Cannot read calibrated classifiers: ${calibrators.length} calibrators for ${columns} scores a row`,
    );
  }
  return (input) => {
    const found = scores(input);
    if (found.columns !== columns) {
      throw new ModelError(
        `Cannot calibrate ${found.columns} scores a row with ${columns} calibrators`,
      );
    }
    if (classes === 2) {
      return complementColumns(found.data.map(calibrators[0]!));
    }
    const result = zeros(found.rows, classes);
    let from = 0;
    for (let row = 0; row < found.rows; row++) {
      for (let k = 0; k < columns; k++) {
        result.data[row * classes + positions[k]!] = calibrators[k]!(
          found.data[from++]!,
        );
      }
    }
    return mapInPlace(
      normalizeRows(result),
      (p) => p > 1 && p <= 1 + 1e-5 ? 1 : p,
    );
  };
}

/** One temperature for all classes; probabilities are made scores again by their logarithm. */
function heated(
  scores: DenseMatrix,
  beta: number,
  { positive }: { readonly positive: boolean },
): DenseMatrix {
  let wide = scores;
  if (scores.columns === 1) {
    wide = complementColumns(scores.data);
    if (!positive) {
      for (let i = 0; i < wide.data.length; i += 2) {
        wide.data[i] = -wide.data[i + 1]!;
      }
    }
  }
  const single = scores.columns === 1 && !positive;
  const change = !single && areProbabilities(wide)
    ? (p: number) => beta * Math.log(p + 1e-12)
    : (score: number) => beta * score;
  return softmaxRows({ ...wide, data: wide.data.map(change) });
}

/** Whether all numbers are from 0 to 1 and each row's sum is 1, as scikit-learn tells probabilities. */
function areProbabilities({ columns, data }: DenseMatrix): boolean {
  for (let at = 0; at < data.length; at += columns) {
    let sum = 0;
    for (let k = 0; k < columns; k++) {
      const value = data[at + k]!;
      if (!(value >= 0 && value <= 1)) return false;
      sum += value;
    }
    if (Math.abs(sum - 1) > 1e-8 + 1e-5) return false;
  }
  return true;
}
