import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import { addLeaves } from "../../../forest/add_leaves.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { featureCount, toSingle } from "./cart_ensemble.ts";
import { readCartForest } from "./cart_forest.ts";
import { nestedObjects } from "../nested/nested_objects.ts";
import { toDense, vectorTensor } from "../table/dense.ts";
import type { Estimator, EstimatorTable, Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isFittedBefore } from "../is_fitted_before.ts";

/** Isolation forests: 1 for a row like those of the training set, -1 for an outlier. */
export const isolationForestEstimators: EstimatorTable = {
  IsolationForest: isolationForest,
};

function isolationForest(object: PythonObject): Estimator {
  const trees = nestedObjects(object, "estimators_")
    .map((tree) => tree.object("tree_"));
  if (trees[0] === undefined) {
    throw new ModelError(`Cannot read ${object.className}: it has no trees`);
  }
  const features = featureCount(object, trees[0]);
  const check = new FeatureCheck(object, features);
  const columns = readColumns(object, features);
  const forest = readCartForest(trees, {
    features,
    outputs: 1,
    valuesOf: readDepths,
    columnsOf: (tree) => columns[tree] ?? [],
  });
  const samples = object.number(
    object.has("_max_samples") ? "_max_samples" : "max_samples_",
  );
  const denominator = trees.length * averagePathLength(samples);
  const offset = object.number("offset_");
  const acceptsAny = !isFittedBefore(object, [1, 6]);
  const decisions = (input: Table): Float64Array => {
    if (acceptsAny) check.columns(input);
    const rows = acceptsAny ? toDense(input) : check.dense(input);
    const depths = new Float64Array(rows.rows);
    const single = { ...rows, data: new Float32Array(rows.data) };
    addLeaves(
      forest,
      acceptsAny ? single : toSingle(rows, check),
      { sums: depths },
    );
    for (let row = 0; row < depths.length; row++) {
      const share = denominator === 0 ? 1 : depths[row]! / denominator;
      depths[row] = -Math.pow(2, -share) - offset;
    }
    return depths;
  };
  return {
    className: object.className,
    structure: [
      `${object.className} (${trees.length} trees, ${forest.left.length} nodes)`,
    ],
    predict: (input) => {
      const scores = decisions(input);
      const data = BigInt64Array.from(scores, (score) => score < 0 ? -1n : 1n);
      return new Tensor("int64", [data.length], data);
    },
    decisionFunction: (input) => vectorTensor(decisions(input)),
  };
}

function readColumns(object: PythonObject, features: number): Int32Array[] {
  return object.list("estimators_features_").map((list) => {
    const data = list instanceof Tensor
      ? list.data
      : Array.isArray(list)
      ? list
      : [];
    const columns = Int32Array.from<unknown>(data, Number);
    if (columns.every((column) => column >= 0 && column < features)) {
      return columns;
    }
    throw new ModelError(
      `Cannot read ${object.className}.estimators_features_: the columns go from 0 to ${
        features - 1
      }`,
    );
  });
}

/** How deep each node lies, and how much deeper its rows would lie in a full tree. */
function readDepths(tree: PythonObject): Float64Array {
  const nodes = tree.structured("nodes");
  const left = nodes.int32("left_child");
  const right = nodes.int32("right_child");
  const samples = nodes.int32("n_node_samples");
  const depths = new Float64Array(nodes.length).fill(1);
  for (let node = 0; node < depths.length; node++) {
    const depth = depths[node]!;
    if (left[node]! > node && right[node]! > node) {
      depths[left[node]!] = depth + 1;
      depths[right[node]!] = depth + 1;
    }
    depths[node] = depth + averagePathLength(samples[node]!) - 1;
  }
  return depths;
}

/** The mean depth of a search tree of this many rows. */
function averagePathLength(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  const EULER_GAMMA = 0.5772156649015329;
  return 2 * (Math.log(rows - 1) + EULER_GAMMA) - 2 * (rows - 1) / rows;
}
