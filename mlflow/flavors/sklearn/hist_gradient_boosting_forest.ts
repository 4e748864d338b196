import { Tensor } from "../../../frame/mod.ts";
import { ModelError } from "../../errors.ts";
import {
  CATEGORICAL,
  DEFAULT_LEFT,
  type Forest,
  MISSING_NAN,
  SET_LEFT,
} from "../../forest/forest.ts";
import type { PythonObject } from "../../python/python_object.ts";

/** A set is 256 bits: eight words of 32. */
const WORDS = 8;

/** What the trees belong to. */
export interface HistogramForestOptions {
  /** The `_bin_mapper`: the columns, and the categories seen in training. */
  readonly binning: PythonObject;
  /** The number of sums of a row; trees take turns. */
  readonly outputs: number;
}

/**
 * Reads the trees of histogram-based gradient boosting. A row goes left if its
 * value, in double precision, is `<=` the threshold, or its category is in the
 * node's set; a missing value, and a category that was not seen in training,
 * goes where the node says.
 *
 * @param predictors The `TreePredictor`s, in order.
 * @param options What they belong to.
 * @throws {ModelError} If their parts do not agree.
 */
export function readHistogramForest(
  predictors: readonly PythonObject[],
  { binning, outputs }: HistogramForestOptions,
): Forest {
  const known = readKnownCategories(binning);
  const features = known.length / WORDS;
  const roots = new Int32Array(predictors.length + 1);
  predictors.forEach((predictor, t) => {
    roots[t + 1] = roots[t]! + predictor.structured("nodes").length;
  });
  const count = roots[predictors.length]!;
  if (outputs === 0 || predictors.length % outputs !== 0) {
    throw new ModelError(
      `Cannot read ${predictors.length} trees: they add to ${outputs} scores a row`,
    );
  }
  const parts: Parts = {
    left: new Int32Array(count),
    right: new Int32Array(count),
    feature: new Int32Array(count),
    threshold: new Float64Array(count),
    flags: new Uint8Array(count),
    features,
    known,
    words: [],
  };
  predictors.forEach((predictor, t) => addTree(parts, predictor, roots[t]!));
  const sets = parts.words.length / WORDS;
  return {
    comparison: "le",
    inputPrecision: "float64",
    sumPrecision: "float64",
    features,
    outputs,
    roots,
    treeOutputs: Int32Array.from(predictors, (_, t) => t % outputs),
    left: parts.left,
    right: parts.right,
    feature: parts.feature,
    threshold: parts.threshold,
    flags: parts.flags,
    ...(sets === 0 ? {} : {
      categories: {
        truncatesNegative: false,
        begins: Int32Array.from({ length: sets + 1 }, (_, i) => i * WORDS),
        words: Uint32Array.from(parts.words),
      },
    }),
  };
}

/** The arrays of a forest while it is built. */
interface Parts {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly flags: Uint8Array;
  readonly features: number;
  /** The categories of each column that were seen, eight words a column. */
  readonly known: Uint32Array;
  /** The words of the sets so far. */
  readonly words: number[];
}

function addTree(parts: Parts, predictor: PythonObject, root: number): void {
  const nodes = predictor.structured("nodes");
  const count = nodes.length;
  if (count === 0) {
    throw new ModelError("Cannot read a TreePredictor: no nodes");
  }
  const leaf = nodes.int32("is_leaf");
  const left = nodes.int32("left");
  const right = nodes.int32("right");
  const feature = nodes.int32("feature_idx");
  const value = nodes.float64("value");
  const threshold = nodes.float64(
    nodes.has("num_threshold") ? "num_threshold" : "threshold",
  );
  const missingLeft = nodes.int32("missing_go_to_left");
  const categorical = nodes.has("is_categorical")
    ? nodes.int32("is_categorical")
    : new Int32Array(count);
  const setOf = nodes.has("bitset_idx")
    ? nodes.int32("bitset_idx")
    : new Int32Array(count);
  const sets = predictor.has("raw_left_cat_bitsets")
    ? predictor.numbers("raw_left_cat_bitsets")
    : new Float64Array(0);
  for (let node = 0; node < count; node++) {
    const at = root + node;
    if (leaf[node] !== 0) {
      parts.left[at] = -1;
      parts.right[at] = -1;
      parts.threshold[at] = value[node]!;
      continue;
    }
    const column = feature[node]!;
    const inside = left[node]! > node && right[node]! > left[node]! &&
      right[node]! < count && column >= 0 && column < parts.features;
    if (!inside) {
      throw new ModelError(
        `Cannot read a TreePredictor: node ${node} has children ${
          left[node]
        } and ${
          right[node]
        } and column ${column}, of ${count} nodes and ${parts.features} columns`,
      );
    }
    parts.left[at] = root + left[node]!;
    parts.right[at] = root + right[node]!;
    parts.feature[at] = column;
    const missing = missingLeft[node] !== 0;
    parts.flags[at] = MISSING_NAN | (missing ? DEFAULT_LEFT : 0);
    if (categorical[node] === 0) parts.threshold[at] = threshold[node]!;
    else {
      const set = setOf[node]!;
      parts.threshold[at] = addSet(parts, { sets, set, column, missing });
      parts.flags[at]! |= CATEGORICAL | (missing ? 0 : SET_LEFT);
    }
  }
}

/**
 * Adds the set of a categorical node. Unknown categories go where missing ones
 * go: where that is right, the set holds the categories that go left; else the
 * known ones that go right.
 */
function addSet(
  parts: Parts,
  { sets, set, column, missing }: {
    readonly sets: Float64Array;
    readonly set: number;
    readonly column: number;
    readonly missing: boolean;
  },
): number {
  const from = set * WORDS;
  if (set < 0 || from + WORDS > sets.length) {
    throw new ModelError(
      `Cannot read a TreePredictor: a node has set ${set} of ${
        sets.length / WORDS
      }`,
    );
  }
  const position = parts.words.length / WORDS;
  for (let word = 0; word < WORDS; word++) {
    const left = sets[from + word]! >>> 0;
    const known = parts.known[column * WORDS + word]!;
    parts.words.push(missing ? (known & ~left) >>> 0 : left);
  }
  return position;
}

/** The categories that were seen in training, eight words a column. */
function readKnownCategories(binning: PythonObject): Uint32Array {
  const thresholds = binning.list("bin_thresholds_");
  const known = new Uint32Array(thresholds.length * WORDS);
  if (!binning.has("is_categorical_")) return known;
  const categorical = binning.numbers("is_categorical_");
  thresholds.forEach((categories, column) => {
    if (!categorical[column]) return;
    const values: ArrayLike<unknown> = categories instanceof Tensor
      ? categories.data
      : [undefined];
    for (let i = 0; i < values.length; i++) {
      const category = Number(values[i]);
      if (!(category >= 0 && category < WORDS * 32)) {
        throw new ModelError(
          `Cannot read the categories of column ${column}: expected numbers from 0 to 255`,
        );
      }
      known[column * WORDS + (category >> 5)]! |= 1 << (category & 31);
    }
  });
  return known;
}
