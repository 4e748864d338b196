import { ModelError } from "../../../errors.ts";
import { PythonObject } from "../../../python/python_object.ts";
import { readMatrix } from "../table/dense.ts";

/**
 * How much each feature matters to an estimator: the norm of its
 * coefficients, or the impurity that the splits on it take away.
 *
 * @param object The fitted estimator.
 * @param normOrder The order of the norm over several outputs.
 * @returns One number a feature.
 * @throws {ModelError} If it has neither coefficients nor trees.
 */
export function readImportances(
  object: PythonObject,
  normOrder: number,
): Float64Array {
  if (object.has("coef_")) return coefficientNorms(object, normOrder);
  if (object.has("tree_")) return treeImportances(object.object("tree_"));
  if (object.has("estimators_")) return ensembleImportances(object);
  throw new ModelError(
    `Cannot serve a selection of features by ${object.className}: it has neither coef_ nor trees`,
  );
}

function coefficientNorms(object: PythonObject, order: number): Float64Array {
  const { rows, columns, data } = readMatrix(object, "coef_");
  const norms = new Float64Array(columns);
  for (let i = 0; i < columns; i++) {
    if (rows === 1) {
      norms[i] = Math.abs(data[i]!);
      continue;
    }
    let sum = 0;
    let greatest = 0;
    for (let row = 0; row < rows; row++) {
      const size = Math.abs(data[row * columns + i]!);
      greatest = Math.max(greatest, size);
      sum += order === 1 ? size : size ** order;
    }
    norms[i] = order === Infinity ? greatest : sum ** (1 / order);
  }
  return norms;
}

function ensembleImportances(object: PythonObject): Float64Array {
  const isBoosted = object.className.startsWith("GradientBoosting");
  const sum: number[] = [];
  let count = 0;
  for (const item of object.list("estimators_")) {
    if (!(item instanceof PythonObject) || !item.has("tree_")) {
      throw new ModelError(
        `Cannot serve a selection of features by ${object.className}: its estimators are not trees`,
      );
    }
    const tree = item.object("tree_");
    if (tree.structured("nodes").length <= 1) continue;
    const importances = isBoosted
      ? impurityDecreases(tree)
      : treeImportances(tree);
    importances.forEach((value, i) => sum[i] = (sum[i] ?? 0) + value);
    count++;
  }
  if (count === 0) return new Float64Array(object.number("n_features_in_"));
  return normalized(Float64Array.from(sum, (value) => value / count));
}

function treeImportances(tree: PythonObject): Float64Array {
  return normalized(impurityDecreases(tree));
}

function impurityDecreases(tree: PythonObject): Float64Array {
  const nodes = tree.structured("nodes");
  const left = nodes.int32("left_child");
  const right = nodes.int32("right_child");
  const feature = nodes.int32("feature");
  const impurity = nodes.float64("impurity");
  const weight = nodes.float64("weighted_n_node_samples");
  const decreases = new Float64Array(Number(tree.args[0] ?? 0));
  for (let i = 0; i < nodes.length; i++) {
    const l = left[i]!;
    const r = right[i]!;
    if (l < 0) continue;
    if (l >= nodes.length || r < 0 || r >= nodes.length) {
      throw new ModelError(
        `Cannot read a tree: node ${i} has a child that is not one of ${nodes.length}`,
      );
    }
    const decrease = weight[i]! * impurity[i]! - weight[l]! * impurity[l]! -
      weight[r]! * impurity[r]!;
    const at = feature[i]!;
    if (at < decreases.length) decreases[at]! += decrease;
  }
  return decreases.map((value) => value / weight[0]!);
}

function normalized(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum > 0 ? values.map((value) => value / sum) : values;
}
