import { ModelError } from "../../errors.ts";
import {
  CATEGORICAL,
  DEFAULT_LEFT,
  type Forest,
  MISSING_NAN,
} from "../../forest/forest.ts";
import { ForestBuilder } from "../../forest/forest_builder.ts";
import { Section } from "./section.ts";

/** The first category that XGBoost cannot split on. */
const CATEGORY_LIMIT = 1 << 24;

/** The trees of a booster, and how they group to rounds. */
export interface BoosterTrees {
  readonly booster: string;
  readonly forest: Forest;
  readonly rounds: Int32Array;
}

/**
 * Reads the trees of a `gbtree` or `dart` booster.
 *
 * @param booster `learner.gradient_booster` of the file.
 * @param shape The number of columns and of outputs of the model.
 * @throws {ModelError} If it is another booster, or the trees do not fit together.
 */
export function readForest(
  booster: Section,
  shape: { readonly features: number; readonly outputs: number },
): BoosterTrees {
  const name = booster.string("name");
  if (name !== "gbtree" && name !== "dart") {
    throw new ModelError(
      `Cannot serve an XGBoost booster of type "${name}": the types are gbtree, dart`,
    );
  }
  const model =
    (name === "dart" && booster.has("gbtree")
      ? booster.section("gbtree")
      : booster).section("model");
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
  for (let tree = 0; tree < trees.length; tree++) {
    const section = new Section(trees[tree], `${model.path}.trees[${tree}]`);
    addTree(builder, section, groups[tree]!);
  }
  const weights = name === "dart" ? weightsOf(booster, trees.length) : {};
  return {
    booster: name,
    forest: builder.build(weights),
    rounds: roundsOf(model, { trees: trees.length, outputs: shape.outputs }),
  };
}

function addTree(builder: ForestBuilder, tree: Section, group: number): void {
  const vector = tree.optional("tree_param").integer("size_leaf_vector", 1);
  if (vector > 1) {
    throw new ModelError(
      `Cannot serve an XGBoost model with leaf vectors: "${tree.path}" has vectors of ${vector}`,
    );
  }
  const left = tree.int32s("left_children");
  const defaults = tree.list("default_left");
  const types = tree.int32s("split_type");
  const threshold = tree.float32s("split_conditions");
  const flags = new Uint8Array(left.length);
  const count = Math.min(left.length, defaults.length);
  for (let node = 0; node < count; node++) {
    const isDefaultLeft = defaults[node] === true || defaults[node] === 1;
    flags[node] = MISSING_NAN | (isDefaultLeft ? DEFAULT_LEFT : 0);
  }
  const nodes = {
    left,
    right: tree.int32s("right_children"),
    feature: tree.int32s("split_indices"),
    threshold: types.some((type) => type === 1) ? threshold.slice() : threshold,
    flags,
  };
  if (nodes.threshold !== threshold) addSets(builder, tree, nodes);
  builder.addTree(nodes, group);
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

function weightsOf(
  booster: Section,
  trees: number,
): { treeWeights: Float64Array } {
  const treeWeights = Float64Array.from(booster.float32s("weight_drop"));
  if (treeWeights.length !== trees) {
    throw new ModelError(
      `Cannot read the model: "weight_drop" has ${treeWeights.length} entries for ${trees} trees`,
    );
  }
  return { treeWeights };
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
