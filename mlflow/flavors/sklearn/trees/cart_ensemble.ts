import type { Matrix } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import { addLeaves } from "../../../forest/add_leaves.ts";
import type { Forest } from "../../../forest/forest.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import {
  readCartForest,
  readCartWidth,
  readClassProbabilities,
} from "./cart_forest.ts";
import { matrixTensor, vectorTensor } from "../table/dense.ts";
import type { DenseMatrix, Estimator, Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import {
  readClasses,
  readOutputClasses,
  takeLabels,
} from "../../../python/read_classes.ts";
import { isFittedBefore } from "../is_fitted_before.ts";
import { answerInBlocks } from "../table/answer_in_blocks.ts";
import { joinOutputs } from "../table/join_outputs.ts";
import { sliceColumns, zeros } from "../table/slice_columns.ts";

/** What a tree or a forest is made of. */
export interface CartEnsembleParts {
  /** The estimator itself. */
  readonly object: PythonObject;
  /** Its fitted trees, at least one. */
  readonly trees: readonly PythonObject[];
  /** Whether it takes missing values. */
  readonly missing: "allow" | "refuse";
}

/**
 * Makes the classifier of a tree or a forest: the mean of the probabilities of
 * the trees, summed in their order.
 *
 * @throws {ModelError} If the trees cannot be read or do not agree.
 */
export function cartClassifier(parts: CartEnsembleParts): Estimator {
  const { object } = parts;
  const { outputs, classes: size } = widthOf(parts);
  const means = readMeans(parts, (tree) => readClassProbabilities(tree, size));
  const classes = outputs === 1
    ? [readClasses(object)]
    : readOutputClasses(object);
  if (
    classes.length !== outputs ||
    classes.some((labels) => labels.data.length > size)
  ) {
    throw new ModelError(
      `Cannot read ${object.className}.classes_: the trees have ${outputs} outputs of at most ${size} classes`,
    );
  }
  const split = (input: Table): DenseMatrix[] => {
    const mean = means.predict(input);
    return classes.map((labels, k) =>
      sliceColumns(mean, k * size, labels.data.length)
    );
  };
  return {
    className: object.className,
    structure: [describe(object, means.forest)],
    classes: outputs === 1 ? classes[0]! : classes,
    predict: (input) => {
      const labels = split(input).map((mean, k) =>
        takeLabels(classes[k]!, argmaxRows(mean))
      );
      return outputs === 1 ? labels[0]! : joinOutputs(labels);
    },
    predictProba: (input) => {
      const tensors = split(input).map(matrixTensor);
      return outputs === 1 ? tensors[0]! : tensors;
    },
  };
}

/**
 * Makes the regressor of a tree or a forest: the mean of the values of the
 * trees, summed in their order.
 *
 * @throws {ModelError} If the trees cannot be read or do not agree.
 */
export function cartRegressor(parts: CartEnsembleParts): Estimator {
  const { object } = parts;
  const means = readMeans(parts);
  return {
    className: object.className,
    structure: [describe(object, means.forest)],
    predict: (input) => {
      const mean = means.predict(input);
      return mean.columns === 1 ? vectorTensor(mean.data) : matrixTensor(mean);
    },
  };
}

/**
 * Whether a tree takes missing values: since scikit-learn 1.3 with the best
 * splits, since 1.6 with random ones, since 1.9 with any criterion.
 */
export function treeAcceptsMissing(tree: PythonObject): boolean {
  if (!tree.object("tree_").structured("nodes").has("missing_go_to_left")) {
    return false;
  }
  if (!isFittedBefore(tree, [1, 9])) return true;
  if (!CRITERIA_WITH_MISSING.has(tree.string("criterion", ""))) return false;
  return tree.string("splitter", "best") === "best" ||
    !isFittedBefore(tree, [1, 6]);
}

const CRITERIA_WITH_MISSING: ReadonlySet<string> = new Set([
  "gini",
  "log_loss",
  "entropy",
  "squared_error",
  "friedman_mse",
  "poisson",
]);

/**
 * Numbers in single precision, as scikit-learn's trees compare them.
 *
 * @param matrix The numbers.
 * @param check Whose input they are.
 * @throws {InputError} If a finite number is too large.
 */
export function toSingle(
  matrix: DenseMatrix,
  check: FeatureCheck,
): Matrix<Float32Array> {
  const { rows, columns, data } = matrix;
  const single = new Float32Array(data);
  for (let i = 0; i < single.length; i++) {
    if (Math.abs(single[i]!) === Infinity && Math.abs(data[i]!) < Infinity) {
      const name = check.names?.[i % columns] ?? String(i % columns);
      throw new InputError(
        `Cannot score with ${check.className}: input column "${name}" contains a value too large for single precision in row ${
          Math.floor(i / columns)
        }`,
      );
    }
  }
  return { rows, columns, data: single };
}

/** The number of columns that an estimator was fitted on, noted under another name before scikit-learn 0.24; its first tree knows if it does not. */
export function featureCount(object: PythonObject, tree: PythonObject): number {
  for (const name of ["n_features_in_", "n_features_"]) {
    if (object.has(name)) return object.number(name);
  }
  const count = tree.args[0];
  if (typeof count === "number" && Number.isInteger(count)) return count;
  throw new ModelError(
    `Cannot read ${object.className}: it does not say how many columns it was fitted on`,
  );
}

function widthOf(
  { object, trees }: CartEnsembleParts,
): { readonly outputs: number; readonly classes: number } {
  const [first, ...others] = trees.map((tree) =>
    readCartWidth(tree.object("tree_"))
  );
  if (first === undefined) {
    throw new ModelError(`Cannot read ${object.className}: it has no trees`);
  }
  for (const { outputs, classes } of others) {
    if (outputs === first.outputs && classes === first.classes) continue;
    throw new ModelError(
      `Cannot read ${object.className}: its trees have different numbers of outputs or classes`,
    );
  }
  return first;
}

function readMeans(
  parts: CartEnsembleParts,
  valuesOf?: (tree: PythonObject) => Float64Array,
): { readonly forest: Forest; predict(input: Table): DenseMatrix } {
  const { object, missing } = parts;
  const { outputs, classes } = widthOf(parts);
  const trees = parts.trees.map((tree) => tree.object("tree_"));
  const features = featureCount(object, trees[0]!);
  const check = new FeatureCheck(object, features);
  const forest = readCartForest(trees, {
    features,
    outputs: outputs * classes,
    ...(valuesOf === undefined ? {} : { valuesOf }),
  });
  // The function must not keep the trees, and with them the file, in memory.
  const count = trees.length;
  const predict = (input: Table): DenseMatrix => {
    const dense = missing === "allow"
      ? check.denseWithMissing(input)
      : check.dense(input);
    const mean = zeros(dense.rows, forest.outputs);
    addLeaves(forest, toSingle(dense, check), { sums: mean.data });
    const { data } = mean;
    for (let i = 0; i < data.length; i++) data[i]! /= count;
    return mean;
  };
  return { forest, predict: (input) => answerInBlocks(input, predict) };
}

function describe(object: PythonObject, forest: Forest): string {
  const trees = forest.roots.length - 1;
  const nodes = `${forest.left.length} nodes`;
  return trees === 1
    ? `${object.className} (${nodes})`
    : `${object.className} (${trees} trees, ${nodes})`;
}
