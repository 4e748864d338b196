import {
  CATEGORICAL,
  type CategorySets,
  DEFAULT_LEFT,
  type Forest,
  MISSING_NAN,
  MISSING_ZERO,
  SET_LEFT,
} from "./forest.ts";

/** Values up to this are zeros for {@linkcode MISSING_ZERO}: 1e-35 in single precision. */
const ZERO_LIMIT = Math.fround(1e-35);

/** The first number that no set can hold. */
const CATEGORY_LIMIT = 2 ** 31;

/** Some rows of a table, and the leaf that each of them reached. */
export interface RowBlock {
  /** The table, row-major. */
  readonly data: Float32Array | Float64Array;
  /** The number of columns of the table. */
  readonly columns: number;
  /** The first row of the block. */
  first: number;
  /** The number of rows of the block. */
  count: number;
  /** The node that each row of the block reached. */
  readonly leaves: Int32Array;
}

/**
 * Walks every row of a block down one tree.
 *
 * @param forest The trees.
 * @param block The rows; its `leaves` are written.
 * @param tree The number of the tree.
 */
export function reachLeaves(
  forest: Forest,
  block: RowBlock,
  tree: number,
): void {
  if (forest.comparison === "lt") reachByLess(forest, block, tree);
  else reachByLessOrEqual(forest, block, tree);
}

function reachByLess(forest: Forest, block: RowBlock, tree: number): void {
  const { left, right, feature, threshold, flags } = forest;
  const { data, columns, leaves, count } = block;
  const root = forest.roots[tree]!;
  let at = block.first * columns;
  for (let row = 0; row < count; row++, at += columns) {
    let node = root;
    let next = left[node]!;
    while (next >= 0) {
      const value = data[at + feature[node]!]!;
      if (
        value === value && (flags[node]! & (CATEGORICAL | MISSING_ZERO)) === 0
      ) {
        node = value < threshold[node]! ? next : right[node]!;
      } else {
        node = goesLeftRarely(forest, node, value) ? next : right[node]!;
      }
      next = left[node]!;
    }
    leaves[row] = node;
  }
}

function reachByLessOrEqual(
  forest: Forest,
  block: RowBlock,
  tree: number,
): void {
  const { left, right, feature, threshold, flags } = forest;
  const { data, columns, leaves, count } = block;
  const root = forest.roots[tree]!;
  let at = block.first * columns;
  for (let row = 0; row < count; row++, at += columns) {
    let node = root;
    let next = left[node]!;
    while (next >= 0) {
      const value = data[at + feature[node]!]!;
      if (
        value === value && (flags[node]! & (CATEGORICAL | MISSING_ZERO)) === 0
      ) {
        node = value <= threshold[node]! ? next : right[node]!;
      } else {
        node = goesLeftRarely(forest, node, value) ? next : right[node]!;
      }
      next = left[node]!;
    }
    leaves[row] = node;
  }
}

/** The side at any node, for the cases that the loops do not decide themselves. */
function goesLeftRarely(forest: Forest, node: number, value: number): boolean {
  const flags = forest.flags[node]!;
  const threshold = forest.threshold[node]!;
  const isMissing = value !== value
    ? (flags & (MISSING_NAN | MISSING_ZERO)) !== 0
    : (flags & MISSING_ZERO) !== 0 && isZero(value);
  if (isMissing) return (flags & DEFAULT_LEFT) !== 0;
  if ((flags & CATEGORICAL) !== 0) {
    return isInSet(forest.categories!, threshold, value) ===
      ((flags & SET_LEFT) !== 0);
  }
  const number = value !== value ? 0 : value;
  return forest.comparison === "lt" ? number < threshold : number <= threshold;
}

function isZero(value: number): boolean {
  return value >= -ZERO_LIMIT && value <= ZERO_LIMIT;
}

function isInSet(sets: CategorySets, set: number, value: number): boolean {
  const isCategory = value >= 0 || (sets.truncatesNegative && value > -1);
  if (!isCategory || value >= CATEGORY_LIMIT) return false;
  const category = Math.trunc(value);
  const word = sets.begins[set]! + (category >>> 5);
  if (word >= sets.begins[set + 1]!) return false;
  return ((sets.words[word]! >>> (category & 31)) & 1) === 1;
}
