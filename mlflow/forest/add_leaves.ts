import type { Matrix } from "../../frame/mod.ts";
import type { Forest, ForestWalker } from "./forest.ts";
import { reachLeaves, type RowBlock } from "./reach_leaves.ts";

/** Rows walked together, so that a tree is read once for many. */
const BLOCK_ROWS = 256;

/** The trees to use: `[begin, end)`. */
export interface TreeRange {
  /** The first tree. */
  readonly begin: number;
  /** The tree after the last. */
  readonly end: number;
}

/**
 * Adds the leaves that each row reaches to the row's sums, tree by tree in
 * order, in the forest's `sumPrecision`. Nothing is allocated per row.
 *
 * @param forest The trees.
 * @param rows The rows, already rounded to the forest's `inputPrecision`, of at least `features` columns.
 * @param options The `rows × outputs` sums to add to, and the trees to use (all if absent).
 */
export function addLeaves(
  forest: Forest,
  rows: Matrix<Float32Array> | Matrix<Float64Array>,
  options: {
    readonly sums: Float32Array | Float64Array;
    readonly range?: TreeRange;
  },
): void {
  const begin = options.range?.begin ?? 0;
  const end = options.range?.end ?? forest.roots.length - 1;
  const { kernel } = forest;
  if (kernel !== undefined) {
    return addByKernel(forest, kernel, { rows, begin, end, ...options });
  }
  const block: RowBlock = {
    data: rows.data,
    columns: rows.columns,
    first: 0,
    count: 0,
    leaves: new Int32Array(Math.min(rows.rows, BLOCK_ROWS)),
  };
  for (block.first = 0; block.first < rows.rows; block.first += BLOCK_ROWS) {
    block.count = Math.min(BLOCK_ROWS, rows.rows - block.first);
    for (let tree = begin; tree < end; tree++) {
      reachLeaves(forest, block, tree);
      if (forest.leafVectors !== undefined) {
        addVectors(forest, block, { tree, sums: options.sums });
      } else if (forest.leafModels !== undefined) {
        addModels(forest, block, { tree, sums: options.sums });
      } else addValues(forest, block, { tree, sums: options.sums });
    }
  }
}

/**
 * Finds the leaf that each row reaches in each tree.
 *
 * @param forest The trees.
 * @param rows The rows, as {@linkcode addLeaves} takes them.
 * @param range The trees to use, all if absent.
 * @returns The position of the leaf within its tree, `rows × trees`, row-major.
 */
export function findLeaves(
  forest: Forest,
  rows: Matrix<Float32Array> | Matrix<Float64Array>,
  range?: TreeRange,
): Int32Array {
  const begin = range?.begin ?? 0;
  const trees = (range?.end ?? forest.roots.length - 1) - begin;
  const found = new Int32Array(rows.rows * trees);
  const block: RowBlock = {
    data: rows.data,
    columns: rows.columns,
    first: 0,
    count: rows.rows,
    leaves: new Int32Array(rows.rows),
  };
  for (let tree = 0; tree < trees; tree++) {
    reachLeaves(forest, block, begin + tree);
    const root = forest.roots[begin + tree]!;
    for (let row = 0; row < rows.rows; row++) {
      found[row * trees + tree] = block.leaves[row]! - root;
    }
  }
  return found;
}

/** Rows from this many on are walked together; fewer are walked down several trees at once. */
const LEAST_ROWS = 4;

/** The same by the kernel. */
function addByKernel(
  forest: Forest,
  kernel: ForestWalker,
  options: {
    readonly rows: Matrix<Float32Array> | Matrix<Float64Array>;
    readonly sums: Float32Array | Float64Array;
    readonly begin: number;
    readonly end: number;
  },
): void {
  const { rows, sums, begin, end } = options;
  const { nodes, blockRows, values } = kernel;
  const { outputs } = forest;
  const add = forest.leafVectors !== undefined
    ? addVectors
    : forest.leafModels !== undefined
    ? addModels
    : addValues;
  const size = Math.max(blockRows, end);
  const leaves = new Int32Array(Math.min(size, Math.max(rows.rows, end)));
  const block: RowBlock = {
    data: rows.data,
    columns: rows.columns,
    first: 0,
    count: 0,
    leaves,
  };
  for (let first = 0; first < rows.rows; first += blockRows) {
    const count = Math.min(blockRows, rows.rows - first);
    kernel.take(rows, first, count);
    if (count < LEAST_ROWS) {
      for (let row = 0; row < count; row++) {
        const found = kernel.walkTrees(row);
        if (values !== undefined) {
          const at = (first + row) * outputs;
          for (let tree = begin; tree < end; tree++) {
            sums[at + forest.treeOutputs[tree]!]! +=
              values[forest.roots[tree]! + found[tree]!]!;
          }
          continue;
        }
        block.first = first + row;
        block.count = 1;
        for (let tree = begin; tree < end; tree++) {
          leaves[0] = nodes[forest.roots[tree]! + found[tree]!]!;
          add(forest, block, { tree, sums });
        }
      }
      continue;
    }
    block.first = first;
    block.count = count;
    for (let tree = begin; tree < end; tree++) {
      const found = kernel.walkRows(tree, count);
      const root = forest.roots[tree]!;
      if (values !== undefined) {
        let at = first * outputs + forest.treeOutputs[tree]!;
        for (let row = 0; row < count; row++, at += outputs) {
          sums[at]! += values[root + found[row]!]!;
        }
        continue;
      }
      for (let row = 0; row < count; row++) {
        leaves[row] = nodes[root + found[row]!]!;
      }
      add(forest, block, { tree, sums });
    }
  }
}

interface Target {
  readonly tree: number;
  readonly sums: Float32Array | Float64Array;
}

function addValues(forest: Forest, block: RowBlock, target: Target): void {
  const { outputs, threshold, treeWeights } = forest;
  const { leaves, count } = block;
  const { tree, sums } = target;
  let at = block.first * outputs + forest.treeOutputs[tree]!;
  if (treeWeights === undefined) {
    for (let row = 0; row < count; row++, at += outputs) {
      sums[at]! += threshold[leaves[row]!]!;
    }
    return;
  }
  const weight = treeWeights[tree]!;
  const isSingle = forest.sumPrecision === "float32";
  for (let row = 0; row < count; row++, at += outputs) {
    const value = weight * threshold[leaves[row]!]!;
    sums[at]! += isSingle ? Math.fround(value) : value;
  }
}

function addVectors(forest: Forest, block: RowBlock, target: Target): void {
  const { outputs, feature } = forest;
  const { leaves, count } = block;
  const { tree, sums } = target;
  const vectors = forest.leafVectors!;
  const weight = forest.treeWeights?.[tree] ?? 1;
  const isSingle = forest.sumPrecision === "float32";
  let at = block.first * outputs;
  for (let row = 0; row < count; row++) {
    const from = feature[leaves[row]!]! * outputs;
    for (let output = 0; output < outputs; output++, at++) {
      const value = weight * vectors[from + output]!;
      sums[at]! += isSingle ? Math.fround(value) : value;
    }
  }
}

function addModels(forest: Forest, block: RowBlock, target: Target): void {
  const { outputs } = forest;
  const { leaves, count } = block;
  const { tree, sums } = target;
  const { constants, begins, features, coefficients } = forest.leafModels!;
  let at = block.first * outputs + forest.treeOutputs[tree]!;
  let from = block.first * block.columns;
  for (let row = 0; row < count; row++, at += outputs, from += block.columns) {
    const leaf = leaves[row]!;
    const model = forest.feature[leaf]!;
    let value = constants[model]!;
    for (let term = begins[model]!; term < begins[model + 1]!; term++) {
      const cell = block.data[from + features[term]!]!;
      if (cell !== cell) {
        value = forest.threshold[leaf]!;
        break;
      }
      value += coefficients[term]! * cell;
    }
    sums[at]! += value;
  }
}
