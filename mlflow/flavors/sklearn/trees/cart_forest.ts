import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import {
  DEFAULT_LEFT,
  type Forest,
  MISSING_NAN,
} from "../../../forest/forest.ts";
import {
  ForestBuilder,
  type TreeNodes,
} from "../../../forest/forest_builder.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { pairwiseSum } from "../math/pairwise_sum.ts";

/** What the leaves of scikit-learn's trees mean, and how they are added up. */
export interface CartForestOptions {
  /** The number of columns of the rows. */
  readonly features: number;
  /** The number of sums of a row. */
  readonly outputs: number;
  /** The output of each tree; absent where each leaf holds all of them. */
  readonly outputOf?: (tree: number) => number;
  /** What all leaves are multiplied with. */
  readonly weight?: number;
  /** The value or values of every node; `values` of the tree if absent. */
  readonly valuesOf?: (tree: PythonObject) => Float64Array;
  /** Which columns of the rows a tree was shown; all if absent. */
  readonly columnsOf?: (tree: number) => ArrayLike<number>;
}

/**
 * Reads scikit-learn's trees (`sklearn.tree._tree.Tree`). A row goes left if its
 * value, in single precision, is `<=` the threshold, in double; a missing one
 * goes where the node says, and right before scikit-learn 1.3.
 *
 * @param trees The `tree_` of each estimator, at least one.
 * @param options What the leaves mean.
 * @throws {ModelError} If a tree is malformed, or its parts do not agree.
 */
export function readCartForest(
  trees: readonly PythonObject[],
  options: CartForestOptions,
): Forest {
  const { features, outputs, outputOf, weight } = options;
  const builder = new ForestBuilder({
    comparison: "le",
    inputPrecision: "float32",
    sumPrecision: "float64",
    features,
    outputs,
    thresholds: "float64",
  });
  const hasVectors = outputs > 1 && outputOf === undefined;
  const leaves: LeafVectors | undefined = hasVectors
    ? {
      width: outputs,
      values: new Float64Array(countLeaves(trees, outputs) * outputs),
      count: 0,
    }
    : undefined;
  for (let t = 0; t < trees.length; t++) {
    builder.addTree(
      readNodes(trees[t]!, t, { options, leaves }),
      outputOf?.(t) ?? 0,
    );
  }
  return builder.build({
    ...(weight === undefined
      ? {}
      : { treeWeights: new Float64Array(trees.length).fill(weight) }),
    ...(leaves === undefined ? {} : { leafVectors: leaves.values }),
  });
}

/** The values of the leaves so far. */
interface LeafVectors {
  readonly width: number;
  readonly values: Float64Array;
  count: number;
}

/** How many leaves the trees have: one more than inner nodes each. */
function countLeaves(trees: readonly PythonObject[], width: number): number {
  let leaves = 0;
  for (let t = 0; t < trees.length; t++) {
    const nodes = trees[t]!.structured("nodes").length;
    requireValues(trees[t]!.tensor("values").data, { tree: t, nodes, width });
    leaves += (nodes + 1) >> 1;
  }
  return leaves;
}

function requireValues(
  values: ArrayLike<unknown>,
  { tree, nodes, width }: {
    readonly tree: number;
    readonly nodes: number;
    readonly width: number;
  },
): void {
  if (values.length === nodes * width) return;
  throw new ModelError(
    `Cannot read tree ${tree}: ${values.length} values for ${nodes} nodes of ${width}`,
  );
}

function readNodes(
  tree: PythonObject,
  position: number,
  { options, leaves }: {
    readonly options: CartForestOptions;
    readonly leaves: LeafVectors | undefined;
  },
): TreeNodes {
  const nodes = tree.structured("nodes");
  const left = nodes.int32("left_child");
  const right = nodes.int32("right_child");
  const feature = nodes.int32("feature");
  const threshold = nodes.float64("threshold");
  const flags = new Uint8Array(nodes.length).fill(MISSING_NAN);
  if (nodes.has("missing_go_to_left")) {
    const missingLeft = nodes.int32("missing_go_to_left");
    for (let node = 0; node < flags.length; node++) {
      if (missingLeft[node] !== 0) flags[node]! |= DEFAULT_LEFT;
    }
  }
  const values = options.valuesOf?.(tree) ?? tree.numbers("values");
  const width = leaves?.width ?? 1;
  requireValues(values, { tree: position, nodes: nodes.length, width });
  const columns = options.columnsOf?.(position);
  for (let node = 0; node < left.length; node++) {
    if (left[node]! >= 0) {
      // A column that the tree was not shown has no place: it is refused later.
      if (columns !== undefined) feature[node] = columns[feature[node]!] ?? -1;
    } else if (leaves === undefined) threshold[node] = values[node]!;
    else {
      feature[node] = addLeaf(leaves, values, node * width);
    }
  }
  return { left, right, feature, threshold, flags };
}

function addLeaf(
  leaves: LeafVectors,
  values: Float64Array,
  at: number,
): number {
  const to = leaves.count * leaves.width;
  if (to === leaves.values.length) {
    throw new ModelError(
      "Cannot read a tree: it has more leaves than a tree of its size",
    );
  }
  leaves.values.set(values.subarray(at, at + leaves.width), to);
  return leaves.count++;
}

/**
 * How many values the nodes of a tree carry.
 *
 * @param tree A `tree_`.
 * @returns The number of outputs, and of values an output: the most classes of one, 1 for a regression.
 * @throws {ModelError} If the tree does not say.
 */
export function readCartWidth(
  tree: PythonObject,
): { readonly outputs: number; readonly classes: number } {
  const [, counts, outputs] = tree.args;
  if (
    typeof outputs !== "number" || !(outputs >= 1) ||
    !(counts instanceof Tensor) || counts.data.length !== outputs
  ) {
    throw new ModelError(
      "Cannot read a Tree: expected the number of columns, the classes of each output, and the number of outputs",
    );
  }
  let classes = 1;
  for (let k = 0; k < outputs; k++) {
    classes = Math.max(classes, Number(counts.data[k]));
  }
  return { outputs, classes };
}

/**
 * The values of a classifier's tree as probabilities. Counts, as files before
 * scikit-learn 1.4.1 hold them, are divided by their sum; fractions are taken
 * as they are, for dividing again would change their last bit.
 *
 * @param tree A `tree_`.
 * @param classes The number of values an output.
 */
export function readClassProbabilities(
  tree: PythonObject,
  classes: number,
): Float64Array {
  const values = tree.numbers("values");
  const sums = new Float64Array(Math.floor(values.length / classes));
  let counts = false;
  for (let i = 0; i < sums.length; i++) {
    sums[i] = pairwiseSum(values, i * classes, classes);
    if (Math.abs(sums[i]! - 1) > 1e-9) counts = true;
  }
  if (!counts) return values;
  const result = new Float64Array(values.length);
  let at = 0;
  for (let i = 0; i < sums.length; i++) {
    for (let k = 0; k < classes; k++, at++) {
      result[at] = sums[i] === 0 ? values[at]! : values[at]! / sums[i]!;
    }
  }
  return result;
}
