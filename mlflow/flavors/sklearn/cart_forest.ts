import { Tensor } from "../../../frame/mod.ts";
import { ModelError } from "../../errors.ts";
import { DEFAULT_LEFT, type Forest, MISSING_NAN } from "../../forest/forest.ts";
import type { PythonObject } from "../../python/python_object.ts";
import { pairwiseSum } from "./tree_math.ts";

/** More nodes than any file that fits into memory has. */
const NODES_LIMIT = 2 ** 28;

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
  readonly valuesOf?: (tree: PythonObject, position: number) => Float64Array;
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
 * @throws {ModelError} If a tree is no tree, or its parts do not agree.
 */
export function readCartForest(
  trees: readonly PythonObject[],
  options: CartForestOptions,
): Forest {
  const { outputs, outputOf, weight } = options;
  const roots = new Int32Array(trees.length + 1);
  const nodes = trees.map((tree) => tree.structured("nodes"));
  let count = 0;
  for (let t = 0; t < nodes.length; t++) {
    count += nodes[t]!.length;
    if (nodes[t]!.length === 0 || count > NODES_LIMIT) {
      throw new ModelError(
        `Cannot read tree ${t}: it has ${
          nodes[t]!.length
        } nodes, of ${count} so far`,
      );
    }
    roots[t + 1] = count;
  }
  const vectors = outputs > 1 && outputOf === undefined;
  const parts: Parts = {
    left: new Int32Array(count),
    right: new Int32Array(count),
    feature: new Int32Array(count),
    threshold: new Float64Array(count),
    flags: new Uint8Array(count),
    width: vectors ? outputs : 1,
    // A binary tree has one leaf more than it has inner nodes.
    vectors: new Float64Array(
      vectors ? (count + trees.length) / 2 * outputs : 0,
    ),
    leaves: 0,
  };
  for (let t = 0; t < trees.length; t++) {
    addTree(parts, { tree: trees[t]!, position: t, root: roots[t]!, options });
  }
  return {
    comparison: "le",
    inputPrecision: "float32",
    sumPrecision: "float64",
    features: options.features,
    outputs,
    roots,
    treeOutputs: Int32Array.from(trees, (_, t) => outputOf?.(t) ?? 0),
    left: parts.left,
    right: parts.right,
    feature: parts.feature,
    threshold: parts.threshold,
    flags: parts.flags,
    ...(weight === undefined
      ? {}
      : { treeWeights: new Float64Array(trees.length).fill(weight) }),
    ...(vectors ? { leafVectors: parts.vectors } : {}),
  };
}

/** The arrays of a forest while it is built. */
interface Parts {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly flags: Uint8Array;
  /** The number of values of a leaf. */
  readonly width: number;
  readonly vectors: Float64Array;
  leaves: number;
}

interface Placed {
  readonly tree: PythonObject;
  readonly position: number;
  readonly root: number;
  readonly options: CartForestOptions;
}

function addTree(parts: Parts, placed: Placed): void {
  const { tree, position, root, options } = placed;
  const nodes = tree.structured("nodes");
  const left = nodes.int32("left_child");
  const right = nodes.int32("right_child");
  const feature = nodes.int32("feature");
  const threshold = nodes.float64("threshold");
  const missingLeft = nodes.has("missing_go_to_left")
    ? nodes.int32("missing_go_to_left")
    : undefined;
  const values = options.valuesOf?.(tree, position) ?? tree.numbers("values");
  const { width } = parts;
  if (values.length !== nodes.length * width) {
    throw new ModelError(
      `Cannot read tree ${position}: ${values.length} values for ${nodes.length} nodes of ${width}`,
    );
  }
  const columns = options.columnsOf?.(position);
  const columnCount = columns?.length ?? options.features;
  for (let node = 0; node < left.length; node++) {
    const at = root + node;
    if (left[node] === -1 && right[node] === -1) {
      addLeaf(parts, at, values.subarray(node * width, (node + 1) * width));
      continue;
    }
    const column = feature[node]!;
    const inside = left[node]! > node && right[node]! > left[node]! &&
      right[node]! < left.length && column >= 0 && column < columnCount;
    if (!inside) {
      throw new ModelError(
        `Cannot read tree ${position}: node ${node} has children ${
          left[node]
        } and ${
          right[node]
        } and column ${column}, of ${left.length} nodes and ${columnCount} columns`,
      );
    }
    parts.left[at] = root + left[node]!;
    parts.right[at] = root + right[node]!;
    parts.feature[at] = columns === undefined ? column : columns[column]!;
    parts.threshold[at] = threshold[node]!;
    parts.flags[at] = MISSING_NAN |
      (missingLeft !== undefined && missingLeft[node] !== 0 ? DEFAULT_LEFT : 0);
  }
}

function addLeaf(parts: Parts, at: number, values: Float64Array): void {
  parts.left[at] = -1;
  parts.right[at] = -1;
  if (parts.vectors.length === 0) {
    parts.threshold[at] = values[0]!;
    return;
  }
  const to = parts.leaves * parts.width;
  if (to === parts.vectors.length) {
    throw new ModelError("Cannot read a tree: some of its nodes share a child");
  }
  parts.feature[at] = parts.leaves++;
  parts.vectors.set(values, to);
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
