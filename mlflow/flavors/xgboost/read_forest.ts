import { ModelError } from "../../errors.ts";
import { CATEGORICAL, DEFAULT_LEFT, MISSING_NAN } from "../../forest/forest.ts";
import { ForestBuilder } from "../../forest/forest_builder.ts";
import { LeafVectors } from "./leaf_vectors.ts";
import type { TreeBooster } from "./xgboost_model.ts";
import { Section } from "./section.ts";

/** The first category that XGBoost cannot split on. */
const CATEGORY_LIMIT = 1 << 24;

/**
 * Reads the trees of a `gbtree` or `dart` booster; what has weights is dart.
 *
 * @param booster `learner.gradient_booster` of the file.
 * @param shape The number of columns and of outputs of the model.
 * @throws {ModelError} If the trees do not fit together.
 */
export function readForest(
  booster: Section,
  shape: { readonly features: number; readonly outputs: number },
): TreeBooster {
  const model = (booster.has("gbtree") ? booster.section("gbtree") : booster)
    .section("model");
  const trees = model.list("trees");
  const groups = model.int32s("tree_info");
  if (groups.length !== trees.length) {
    throw new ModelError(
      `Cannot read the model: "tree_info" has ${groups.length} entries for ${trees.length} trees`,
    );
  }
  const builder = new ForestBuilder({
    ...shape,
    comparison: "lt",
    inputPrecision: "float32",
    sumPrecision: "float32",
    thresholds: "float32",
  });
  const vectors = new LeafVectors(shape.outputs);
  for (let tree = 0; tree < trees.length; tree++) {
    const section = new Section(trees[tree], `${model.path}.trees[${tree}]`);
    addTree(builder, section, { group: groups[tree]!, vectors });
  }
  const leafVectors = vectors.build(trees.length);
  // Since 3.3 a dart booster says "gbtree", since 3.4 its weights stand in "model".
  const place = model.has("weight_drop") ? model : booster;
  const treeWeights = place.has("weight_drop")
    ? weightsOf(place, trees.length)
    : undefined;
  return {
    kind: treeWeights === undefined ? "gbtree" : "dart",
    forest: builder.build({
      ...(leafVectors === undefined ? {} : { leafVectors }),
      ...(treeWeights === undefined ? {} : { treeWeights }),
    }),
    rounds: roundsOf(model, { trees: trees.length, outputs: shape.outputs }),
  };
}

function addTree(
  builder: ForestBuilder,
  tree: Section,
  place: { readonly group: number; readonly vectors: LeafVectors },
): void {
  const left = tree.int32s("left_children");
  const right = tree.int32s("right_children");
  const feature = tree.int32s("split_indices");
  const defaults = tree.int32s("default_left");
  const types = tree.int32s("split_type");
  const threshold = tree.float32s("split_conditions");
  const flags = new Uint8Array(left.length);
  for (let node = 0; node < left.length; node++) {
    flags[node] = MISSING_NAN | (defaults[node] === 1 ? DEFAULT_LEFT : 0);
  }
  const nodes = { left, right, feature, threshold, flags };
  if (types.includes(1)) {
    nodes.threshold = threshold.slice();
    addSets(builder, tree, nodes);
  }
  const size = tree.optional("tree_param").integer("size_leaf_vector", 1);
  if (size > 1) {
    nodes.feature = place.vectors.add(tree, { left, right, feature, size });
  }
  builder.addTree(nodes, place.group);
}

function addSets(
  builder: ForestBuilder,
  tree: Section,
  nodes: { readonly threshold: Float32Array; readonly flags: Uint8Array },
): void {
  const categories = tree.int32s("categories");
  const owners = tree.int32s("categories_nodes");
  const begins = tree.int32s("categories_segments");
  const sizes = tree.int32s("categories_sizes");
  for (let i = 0; i < owners.length; i++) {
    const begin = begins[i] ?? -1;
    const end = begin + (sizes[i] ?? -1);
    if (
      begin < 0 || end < begin || end > categories.length || owners[i]! < 0 ||
      owners[i]! >= nodes.flags.length
    ) {
      throw new ModelError(
        `Cannot read the model: category set ${i} of "${tree.path}" does not fit its lists`,
      );
    }
    const words = bitsOf(categories.subarray(begin, end), tree);
    nodes.threshold[owners[i]!] = builder.addSet(words);
    nodes.flags[owners[i]!]! |= CATEGORICAL;
  }
}

function bitsOf(categories: Int32Array, tree: Section): Uint32Array {
  let greatest = -1;
  for (const category of categories) {
    if (category < 0 || category >= CATEGORY_LIMIT) {
      throw new ModelError(
        `Cannot read the model: category ${category} of "${tree.path}" is not in 0 to ${
          CATEGORY_LIMIT - 1
        }`,
      );
    }
    greatest = Math.max(greatest, category);
  }
  const words = new Uint32Array((greatest >>> 5) + (greatest < 0 ? 0 : 1));
  for (const category of categories) {
    words[category >>> 5]! |= 1 << (category & 31);
  }
  return words;
}

/** Trees beyond the list have the weight 1. */
function weightsOf(section: Section, trees: number): Float64Array {
  const given = section.float32s("weight_drop");
  if (given.length > trees) {
    throw new ModelError(
      `Cannot read the model: "weight_drop" has ${given.length} entries for ${trees} trees`,
    );
  }
  const weights = new Float64Array(trees).fill(1);
  weights.set(given);
  return weights;
}

/** Where each round begins; files before 2.0 do not say, there all rounds are alike. */
function roundsOf(
  model: Section,
  size: { readonly trees: number; readonly outputs: number },
): Int32Array {
  const { trees, outputs } = size;
  if (model.has("iteration_indptr")) {
    const rounds = model.int32s("iteration_indptr");
    const isRising = rounds.every((at, i) => i === 0 || at >= rounds[i - 1]!);
    if (isRising && rounds[0] === 0 && rounds.at(-1) === trees) return rounds;
    throw new ModelError(
      `Cannot read the model: "iteration_indptr" does not rise from 0 to ${trees}`,
    );
  }
  const parallel = model.optional("gbtree_model_param").integer(
    "num_parallel_tree",
    1,
  );
  const each = Math.max(1, parallel) * outputs;
  const rounds = new Int32Array(Math.ceil(trees / each) + 1);
  for (let i = 0; i < rounds.length; i++) rounds[i] = Math.min(trees, i * each);
  return rounds;
}
