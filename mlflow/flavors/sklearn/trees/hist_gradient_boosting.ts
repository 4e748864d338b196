import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import { addLeaves } from "../../../forest/add_leaves.ts";
import { PythonObject } from "../../../python/python_object.ts";
import { requireClasses } from "../nested/class_positions.ts";
import { matrixTensor, vectorTensor } from "../table/dense.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { boostedProbabilities } from "./gradient_boosting.ts";
import { readHistogramForest } from "./histogram_forest.ts";
import { readHistogramInput } from "./histogram_input.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { zeros } from "../table/slice_columns.ts";

/** Gradient boosting on histograms. */
export const histGradientBoostingEstimators: EstimatorTable = {
  HistGradientBoostingClassifier: histClassifier,
  HistGradientBoostingRegressor: histRegressor,
};

function histClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const classes = readClasses(object);
  const raw = readRaw(object, build);
  const scores = readBaseline(object).length;
  requireClasses(object, classes, scores === 1 ? 2 : scores);
  return {
    className: object.className,
    structure: describe(object),
    classes,
    predict: (input) => {
      const scores = raw(input);
      const indices = scores.columns === 1
        ? Int32Array.from(scores.data, (score) => Number(score > 0))
        : argmaxRows(scores);
      return takeLabels(classes, indices);
    },
    predictProba: (input) => matrixTensor(boostedProbabilities(raw(input), 1)),
    decisionFunction: (input) => {
      const scores = raw(input);
      return scores.columns === 1
        ? vectorTensor(scores.data)
        : matrixTensor(scores);
    },
  };
}

function histRegressor(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const raw = readRaw(object, build);
  const logarithmic = LOG_LOSSES.has(object.string("loss", "squared_error"));
  return {
    className: object.className,
    structure: describe(object),
    predict: (input) => {
      const { data } = raw(input);
      if (logarithmic) {
        for (let i = 0; i < data.length; i++) data[i] = Math.exp(data[i]!);
      }
      return vectorTensor(data);
    },
  };
}

/** The losses whose scores are logarithms. */
const LOG_LOSSES: ReadonlySet<string> = new Set(["poisson", "gamma"]);

function readRaw(
  object: PythonObject,
  build: BuildEstimator,
): (input: Table) => DenseMatrix {
  const baseline = readBaseline(object);
  const forest = readHistogramForest(predictorsOf(object), {
    binning: object.object("_bin_mapper"),
    outputs: baseline.length,
  });
  const readRows = readHistogramInput(object, build, forest.features);
  return (input) => {
    const matrix = readRows(input);
    const raw = zeros(matrix.rows, baseline.length);
    for (let i = 0; i < raw.data.length; i++) {
      raw.data[i] = baseline[i % baseline.length]!;
    }
    addLeaves(forest, matrix, { sums: raw.data });
    return raw;
  };
}

/** What each score begins with. */
function readBaseline(object: PythonObject): Float64Array {
  return object.get("_baseline_prediction") instanceof Tensor
    ? object.numbers("_baseline_prediction")
    : Float64Array.of(object.number("_baseline_prediction"));
}

function predictorsOf(object: PythonObject): PythonObject[] {
  const predictors: PythonObject[] = [];
  for (const stage of object.list("_predictors")) {
    for (const predictor of Array.isArray(stage) ? stage : [stage]) {
      if (!(predictor instanceof PythonObject)) {
        throw new ModelError(
          `Cannot read ${object.className}._predictors: item ${predictors.length} is not a tree`,
        );
      }
      predictors.push(predictor);
    }
  }
  return predictors;
}

function describe(object: PythonObject): string[] {
  return [`${object.className} (${predictorsOf(object).length} trees)`];
}
