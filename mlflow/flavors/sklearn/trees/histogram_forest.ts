import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import {
  CATEGORICAL,
  DEFAULT_LEFT,
  type Forest,
  MISSING_NAN,
  SET_LEFT,
} from "../../../forest/forest.ts";
import {
  ForestBuilder,
  type TreeNodes,
} from "../../../forest/forest_builder.ts";
import type { PythonObject } from "../../../python/python_object.ts";

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
  if (outputs === 0 || predictors.length % outputs !== 0) {
    throw new ModelError(
      `Cannot read ${predictors.length} trees: they add to ${outputs} scores a row`,
    );
  }
  const known = readKnownCategories(binning);
  const builder = new ForestBuilder({
    comparison: "le",
    inputPrecision: "float64",
    sumPrecision: "float64",
    features: known.length / WORDS,
    outputs,
    thresholds: "float64",
  });
  predictors.forEach((predictor, t) => {
    const nodes = readNodes(predictor);
    if (predictor.structured("nodes").has("is_categorical")) {
      addSets(builder, nodes, { predictor, known });
    }
    builder.addTree(nodes, t % outputs);
  });
  return builder.build();
}

function readNodes(predictor: PythonObject): TreeNodes {
  const nodes = predictor.structured("nodes");
  const left = nodes.int32("left");
  const right = nodes.int32("right");
  const feature = nodes.int32("feature_idx");
  const threshold = nodes.float64(
    nodes.has("num_threshold") ? "num_threshold" : "threshold",
  );
  const leaf = nodes.int32("is_leaf");
  const value = nodes.float64("value");
  const missingLeft = nodes.int32("missing_go_to_left");
  const flags = new Uint8Array(nodes.length);
  for (let node = 0; node < flags.length; node++) {
    flags[node] = MISSING_NAN | (missingLeft[node] === 0 ? 0 : DEFAULT_LEFT);
    if (leaf[node] === 0) continue;
    left[node] = -1;
    right[node] = -1;
    threshold[node] = value[node]!;
  }
  return { left, right, feature, threshold, flags };
}

/**
 * Gives the categorical nodes of a tree their sets. Unknown categories go where
 * missing ones go: where that is right, a set holds the categories that go left;
 * else the known ones that go right.
 */
function addSets(
  builder: ForestBuilder,
  { left, feature, threshold, flags }: TreeNodes,
  { predictor, known }: {
    readonly predictor: PythonObject;
    readonly known: Uint32Array;
  },
): void {
  const nodes = predictor.structured("nodes");
  const categorical = nodes.int32("is_categorical");
  const setOf = nodes.int32("bitset_idx");
  const sets = predictor.numbers("raw_left_cat_bitsets");
  for (let node = 0; node < flags.length; node++) {
    if (left[node]! < 0 || categorical[node] === 0) continue;
    const from = setOf[node]! * WORDS;
    if (from < 0 || from + WORDS > sets.length) {
      throw new ModelError(
        `Cannot read a TreePredictor: node ${node} has set ${setOf[node]} of ${
          sets.length / WORDS
        }`,
      );
    }
    const missingLeft = (flags[node]! & DEFAULT_LEFT) !== 0;
    const words = Uint32Array.from(sets.subarray(from, from + WORDS));
    if (missingLeft) {
      for (let word = 0; word < WORDS; word++) {
        words[word] = known[feature[node]! * WORDS + word]! & ~words[word]!;
      }
    }
    flags[node]! |= CATEGORICAL | (missingLeft ? 0 : SET_LEFT);
    threshold[node] = builder.addSet(words);
  }
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
