import { ModelError } from "../../errors.ts";
import {
  CATEGORICAL,
  DEFAULT_LEFT,
  type Forest,
  MISSING_NAN,
  MISSING_ZERO,
  SET_LEFT,
} from "../../forest/forest.ts";
import { ForestBuilder } from "../../forest/forest_builder.ts";
import { LeafModelsBuilder } from "./leaf_models.ts";
import type { TextBlock } from "./text_block.ts";

/** Bits of `decision_type`. */
const IS_CATEGORICAL = 1;
const IS_DEFAULT_LEFT = 2;

/**
 * Makes a forest of the trees of a LightGBM model.
 *
 * Source of the rules: LightGBM's `tree.h` and `tree.cpp`, 4.6.
 *
 * @param trees One block a tree, in order.
 * @param shape The number of columns, and of trees (and outputs) a round.
 * @throws {ModelError} If a tree's lists do not fit together.
 */
export function readTrees(
  trees: Iterable<TextBlock>,
  shape: { readonly features: number; readonly outputs: number },
): Forest {
  const builder = new ForestBuilder({
    ...shape,
    comparison: "le",
    inputPrecision: "float64",
    sumPrecision: "float64",
    thresholds: "float64",
    truncatesNegative: true,
  });
  const models = new LeafModelsBuilder(shape.features);
  for (const tree of trees) {
    addTree(builder, tree, { output: builder.trees % shape.outputs, models });
  }
  const leafModels = models.build();
  return builder.build(leafModels === undefined ? {} : { leafModels });
}

/** Inner nodes come first, then the leaves: leaf i is node `inner + i`. */
function addTree(
  builder: ForestBuilder,
  tree: TextBlock,
  place: { readonly output: number; readonly models: LeafModelsBuilder },
): void {
  const leaves = tree.count("num_leaves");
  if (leaves === 0) {
    throw new ModelError(
      `Cannot read the LightGBM model: "num_leaves" of ${tree.name} is 0`,
    );
  }
  const values = tree.doubles("leaf_value", leaves);
  const inner = leaves - 1;
  const nodes = {
    left: new Int32Array(inner + leaves).fill(-1),
    right: new Int32Array(inner + leaves).fill(-1),
    feature: new Int32Array(inner + leaves),
    threshold: new Float64Array(inner + leaves),
    flags: new Uint8Array(inner + leaves),
  };
  nodes.threshold.set(values, inner);
  if (inner > 0) {
    nodes.left.set(childrenOf(tree, "left_child", inner));
    nodes.right.set(childrenOf(tree, "right_child", inner));
    nodes.feature.set(tree.integers("split_feature", inner));
    nodes.threshold.set(tree.doubles("threshold", inner));
    nodes.flags.set(flagsOf(tree, inner));
    addSets(builder, tree, { ...nodes, inner });
  }
  place.models.add(tree, values);
  const first = place.models.leaves - leaves;
  for (let leaf = 0; leaf < leaves; leaf++) {
    nodes.feature[inner + leaf] = first + leaf;
  }
  builder.addTree(nodes, place.output);
}

function childrenOf(tree: TextBlock, key: string, inner: number): Int32Array {
  const children = tree.integers(key, inner);
  for (let node = 0; node < inner; node++) {
    if (children[node]! < 0) children[node] = inner + ~children[node]!;
  }
  return children;
}

function flagsOf(tree: TextBlock, inner: number): Uint8Array {
  const flags = new Uint8Array(inner);
  if (!tree.has("decision_type")) return flags;
  const types = tree.integers("decision_type", inner);
  for (let node = 0; node < inner; node++) {
    const type = types[node]!;
    if ((type & IS_CATEGORICAL) !== 0) {
      flags[node] = CATEGORICAL | SET_LEFT | MISSING_NAN;
      continue;
    }
    const missing = (type >> 2) & 3;
    flags[node] = ((type & IS_DEFAULT_LEFT) !== 0 ? DEFAULT_LEFT : 0) |
      (missing === 1 ? MISSING_ZERO : missing === 2 ? MISSING_NAN : 0);
  }
  return flags;
}

function addSets(
  builder: ForestBuilder,
  tree: TextBlock,
  nodes: {
    readonly threshold: Float64Array;
    readonly flags: Uint8Array;
    readonly inner: number;
  },
): void {
  const count = tree.count("num_cat", 0);
  if (count === 0) return;
  const boundaries = tree.integers("cat_boundaries", count + 1);
  const words = tree.words("cat_threshold", Math.max(0, boundaries[count]!));
  const first = builder.sets;
  for (let set = 0; set < count; set++) {
    const begin = boundaries[set]!;
    const end = boundaries[set + 1]!;
    if (begin < 0 || end < begin || end > words.length) {
      throw new ModelError(
        `Cannot read the LightGBM model: "cat_boundaries" of ${tree.name} does not rise`,
      );
    }
    builder.addSet(words.subarray(begin, end));
  }
  for (let node = 0; node < nodes.inner; node++) {
    if ((nodes.flags[node]! & CATEGORICAL) === 0) continue;
    const set = Math.trunc(nodes.threshold[node]!);
    nodes.threshold[node] = set < count ? first + set : -1;
  }
}
