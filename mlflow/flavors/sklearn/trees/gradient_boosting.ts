import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import { addLeaves } from "../../../forest/add_leaves.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { featureCount, toSingle } from "./cart_ensemble.ts";
import { readCartForest } from "./cart_forest.ts";
import { classesOf, requireClasses } from "../nested/class_positions.ts";
import { nestedObjects } from "../nested/nested_objects.ts";
import { numbersOf, probabilitiesOf } from "../nested/predict_of.ts";
import { structureOf } from "../nested/structure_of.ts";
import { matrixTensor, vectorTensor } from "../table/dense.ts";
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
import { isFittedBefore } from "../is_fitted_before.ts";
import { complementColumns, expit } from "../math/expit.ts";
import { softmaxRows } from "../math/softmax_rows.ts";
import { answerInBlocks } from "../table/answer_in_blocks.ts";
import { zeros } from "../table/slice_columns.ts";

/** Gradient boosting on single trees; the one on histograms has a file of its own. */
export const gradientBoostingEstimators: EstimatorTable = {
  GradientBoostingClassifier: gradientBoostingClassifier,
  GradientBoostingRegressor: gradientBoostingRegressor,
};

/** Adds the first guess of each row, before any tree, to zeros of `[rows, columns]`. */
type AddInitial = (matrix: DenseMatrix, raw: DenseMatrix) => void;

function gradientBoostingRegressor(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const nested: Estimator[] = [];
  const addInitial = initialOf(object, build, nested, (estimator) => {
    const predict = numbersOf(estimator);
    return (matrix, raw) => {
      const { data } = predict(matrix);
      raw.data.set(data.subarray(0, raw.data.length));
    };
  });
  const raw = readStages(object, addInitial);
  return {
    className: object.className,
    structure: describe(object, nested),
    predict: (input) => vectorTensor(raw(input).data),
  };
}

function gradientBoostingClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const exponential = object.string("loss", "log_loss") === "exponential";
  const classes = readClasses(object);
  const nested: Estimator[] = [];
  const addInitial = initialOf(object, build, nested, (estimator) => {
    const probabilities = probabilitiesOf(estimator);
    if (classesOf(estimator).data.length !== classes.data.length) {
      throw new ModelError(
        `Cannot read ${object.className}.init_: it has other classes`,
      );
    }
    const options = {
      epsilon: !isFittedBefore(object, [1, 8]) ? Number.EPSILON : 2 ** -23,
      centred: !isFittedBefore(object, [1, 4]),
      factor: exponential ? 0.5 : 1,
    };
    return (matrix, raw) => addLinks(probabilities(matrix), raw, options);
  });
  const raw = readStages(object, addInitial);
  requireClasses(
    object,
    classes,
    scoreColumns(object) === 1 ? 2 : scoreColumns(object),
  );
  const positive = !isFittedBefore(object, [1, 4]) || exponential
    ? (score: number) => score >= 0
    : (score: number) => expit(score) > 1 - expit(score);
  const decide = (scores: DenseMatrix): Int32Array =>
    scores.columns === 1
      ? Int32Array.from(scores.data, (score) => Number(positive(score)))
      : argmaxRows(scores);
  return {
    className: object.className,
    structure: describe(object, nested),
    classes,
    predict: (input) => takeLabels(classes, decide(raw(input))),
    predictProba: (input) =>
      matrixTensor(boostedProbabilities(raw(input), exponential ? 2 : 1)),
    decisionFunction: (input) => {
      const scores = raw(input);
      return scores.columns === 1
        ? vectorTensor(scores.data)
        : matrixTensor(scores);
    },
  };
}

/**
 * The probabilities of raw scores: of two classes for one column, else their softmax.
 *
 * @param scores The scores, which are overwritten where there are several columns.
 * @param factor What a single score is multiplied with.
 */
export function boostedProbabilities(
  scores: DenseMatrix,
  factor: number,
): DenseMatrix {
  return scores.columns === 1
    ? complementColumns(scores.data.map((score) => expit(factor * score)))
    : softmaxRows(scores);
}

function initialOf(
  object: PythonObject,
  build: BuildEstimator,
  nested: Estimator[],
  make: (estimator: Estimator) => AddInitial,
): AddInitial {
  if (object.get("init_") === "zero") return () => {};
  const estimator = build(object.object("init_"));
  nested.push(estimator);
  return make(estimator);
}

/** The link function of the probabilities of the first guess. */
function addLinks(
  probabilities: DenseMatrix,
  raw: DenseMatrix,
  options: {
    readonly epsilon: number;
    readonly centred: boolean;
    readonly factor: number;
  },
): void {
  const { epsilon, centred, factor } = options;
  const { columns, data } = probabilities;
  const clip = (p: number): number =>
    Math.min(Math.max(p, epsilon), 1 - epsilon);
  for (let row = 0; row < raw.rows; row++) {
    if (raw.columns === 1) {
      const p = clip(data[row * columns + 1]!);
      raw.data[row] = factor * Math.log(p / (1 - p));
      continue;
    }
    const at = row * columns;
    let mean = 0;
    for (let k = 0; k < columns; k++) mean += Math.log(clip(data[at + k]!));
    const geometric = centred ? Math.exp(mean / columns) : 1;
    for (let k = 0; k < columns; k++) {
      raw.data[at + k] = Math.log(clip(data[at + k]!) / geometric);
    }
  }
}

function readStages(
  object: PythonObject,
  addInitial: AddInitial,
): (input: Table) => DenseMatrix {
  const trees = nestedObjects(object, "estimators_")
    .map((tree) => tree.object("tree_"));
  if (trees[0] === undefined) {
    throw new ModelError(`Cannot read ${object.className}: it has no trees`);
  }
  const features = featureCount(object, trees[0]);
  const check = new FeatureCheck(object, features);
  const columns = scoreColumns(object);
  const forest = readCartForest(trees, {
    features,
    outputs: columns,
    outputOf: (tree) => tree % columns,
    weight: object.number("learning_rate"),
  });
  const score = (input: Table): DenseMatrix => {
    const single = toSingle(check.dense(input), check);
    const raw = zeros(single.rows, columns);
    addInitial({ ...single, data: new Float64Array(single.data) }, raw);
    addLeaves(forest, single, { sums: raw.data });
    return raw;
  };
  return (input) => answerInBlocks(input, score);
}

/** The number of trees a stage, one a score. */
function scoreColumns(object: PythonObject): number {
  const stages = object.get("estimators_");
  return stages instanceof Tensor ? stages.shape[1] ?? 1 : 1;
}

function describe(
  object: PythonObject,
  nested: readonly Estimator[],
): string[] {
  const trees = object.list("estimators_").length;
  return structureOf(`${object.className} (${trees} trees)`, nested);
}
