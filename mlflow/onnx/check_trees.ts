import { ModelError } from "../errors.ts";
import { type Bytes, WireReader } from "./wire_reader.ts";

/** The levels that the WebAssembly engine's recursion is good for, with room to spare. */
const MAX_LEVELS = 1000;

/** The nodes of an ensemble: where each leads to, by position; -1 at a leaf. */
interface Branches {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/**
 * Refuses an ensemble of trees that an engine would walk for ever, or so deep
 * that it runs out of stack: engines do not look.
 *
 * @param attributes The `AttributeProto`s of a `TreeEnsembleClassifier`, `TreeEnsembleRegressor` or `TreeEnsemble`.
 * @throws {ModelError} If a path leads back to where it was, out of the ensemble, or through more than 1000 nodes.
 */
export function checkTrees(attributes: readonly Bytes[]): void {
  const lists = new Map<string, Bytes>();
  for (const attribute of attributes) {
    const reader = new WireReader(attribute);
    while (reader.next()) {
      if (reader.field === 1) lists.set(reader.text(), attribute);
    }
  }
  const branches = lists.has("nodes_trueleafs")
    ? branchesByPosition(lists)
    : branchesById(lists);
  checkLevels(branches);
}

/** `TreeEnsemble` says positions. */
function branchesByPosition(lists: ReadonlyMap<string, Bytes>): Branches {
  const left = integersOf(lists, "nodes_truenodeids");
  const right = integersOf(lists, "nodes_falsenodeids");
  const isLeftLeaf = integersOf(lists, "nodes_trueleafs");
  const isRightLeaf = integersOf(lists, "nodes_falseleafs");
  const count = left.length;
  checkLengths(count, [right, isLeftLeaf, isRightLeaf]);
  const targetOf = (target: number, isLeaf: number): number => {
    if (isLeaf !== 0) return -1;
    if (target >= count) throw leavesEnsemble(count);
    return target;
  };
  return {
    left: Int32Array.from(left, (node, i) => targetOf(node, isLeftLeaf[i]!)),
    right: Int32Array.from(right, (node, i) => targetOf(node, isRightLeaf[i]!)),
  };
}

/** The older operators say the ids of a tree's nodes. */
function branchesById(lists: ReadonlyMap<string, Bytes>): Branches {
  const trees = integersOf(lists, "nodes_treeids");
  const nodes = integersOf(lists, "nodes_nodeids");
  const left = integersOf(lists, "nodes_truenodeids");
  const right = integersOf(lists, "nodes_falsenodeids");
  const isLeaf = leavesOf(lists);
  const count = nodes.length;
  checkLengths(count, [trees, left, right, isLeaf]);
  const starts = new Map<number, number>();
  for (let i = count - 1; i >= 0; i--) starts.set(trees[i]!, i);
  let positions: Map<string, number> | undefined;
  const targetOf = (target: number, i: number): number => {
    if (isLeaf[i] !== 0) return -1;
    const tree = trees[i]!;
    // Nearly always the nodes of a tree lie in the order of their ids.
    const guess = starts.get(tree)! + target;
    if (trees[guess] === tree && nodes[guess] === target) return guess;
    positions ??= new Map(nodes.map((node, k) => [`${trees[k]} ${node}`, k]));
    const position = positions.get(`${tree} ${target}`);
    if (position === undefined) throw leavesEnsemble(count);
    return position;
  };
  return {
    left: Int32Array.from(left, targetOf),
    right: Int32Array.from(right, targetOf),
  };
}

/** Peels the nodes off from the roots; those on a circle are never free. */
function checkLevels({ left, right }: Branches): void {
  const count = left.length;
  const parents = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    if (left[i] !== -1) parents[left[i]!]!++;
    if (right[i] !== -1) parents[right[i]!]!++;
  }
  const levels = new Int32Array(count);
  const free = new Int32Array(count);
  let found = 0;
  for (let i = 0; i < count; i++) if (parents[i] === 0) free[found++] = i;
  for (let i = 0; i < found; i++) {
    const node = free[i]!;
    const level = levels[node]! + 1;
    if (level > MAX_LEVELS) {
      throw new ModelError(
        `Cannot serve the ONNX graph: a tree in it is more than ${MAX_LEVELS} levels deep`,
      );
    }
    for (const child of [left[node]!, right[node]!]) {
      if (child === -1) continue;
      levels[child] = Math.max(levels[child]!, level);
      if (--parents[child]! === 0) free[found++] = child;
    }
  }
  if (found < count) {
    throw new ModelError(
      "Cannot serve the ONNX graph: a tree in it leads back to a node above",
    );
  }
}

function integersOf(
  lists: ReadonlyMap<string, Bytes>,
  name: string,
): readonly number[] {
  const numbers: number[] = [];
  const attribute = lists.get(name);
  if (attribute === undefined) return numbers;
  const reader = new WireReader(attribute);
  while (reader.next()) if (reader.field === 8) reader.countsInto(numbers);
  return numbers;
}

/** One number a node, 1 for a leaf: its mode is a text among `strings`. */
function leavesOf(lists: ReadonlyMap<string, Bytes>): readonly number[] {
  const leaves: number[] = [];
  const attribute = lists.get("nodes_modes");
  if (attribute === undefined) return leaves;
  const reader = new WireReader(attribute);
  while (reader.next()) {
    if (reader.field !== 9) continue;
    // The L of "LEAF"; every other mode begins with "BRANCH".
    leaves.push(reader.firstByte === 0x4c ? 1 : 0);
  }
  return leaves;
}

function checkLengths(
  count: number,
  lists: readonly (readonly number[])[],
): void {
  if (lists.every((list) => list.length === count)) return;
  throw new ModelError(
    `Cannot serve the ONNX graph: the lists of a tree ensemble have different lengths, expected ${count}`,
  );
}

function leavesEnsemble(count: number): ModelError {
  return new ModelError(
    `Cannot serve the ONNX graph: a tree in it leads to a node that is not among its ${count} nodes`,
  );
}
