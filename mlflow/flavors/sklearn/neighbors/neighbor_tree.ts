import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { StructuredArray } from "../../../python/structured_array.ts";
import type { DenseMatrix } from "../estimator.ts";
import type { Metric } from "./metric.ts";
import type { NeighborHeap } from "./neighbor_heap.ts";

/** The nodes of a k-d tree or a ball tree: the children of node i are 2i + 1 and 2i + 2. */
interface NeighborTree {
  readonly rows: DenseMatrix;
  readonly metric: Metric;
  /** The rows in the order of the leaves. */
  readonly order: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly leaf: Int32Array;
  /** A lower bound of the reduced distance of a query to all rows of a node. */
  readonly bound: (node: number, query: Float64Array, at: number) => number;
}

/**
 * Reads the search tree of a neighbours estimator.
 *
 * @param object A `KDTree` or `BallTree`, with its state.
 * @param rows The rows it orders.
 * @param metric How far they are apart.
 * @returns The search: it fills a heap with the nearest rows of a query, nearest node first.
 * @throws {ModelError} If its parts do not agree.
 */
export function readNeighborTree(
  object: PythonObject,
  rows: DenseMatrix,
  metric: Metric,
): (query: Float64Array, at: number, heap: NeighborHeap) => void {
  const state = object.list("__setstate__");
  const [, order, nodes, bounds] = state;
  if (
    !(order instanceof Tensor) || !(nodes instanceof StructuredArray) ||
    !(bounds instanceof Tensor)
  ) throw unreadable(object, "its state is not three arrays");
  const tree: NeighborTree = {
    rows,
    metric,
    order: Int32Array.from<unknown>(order.data, Number),
    starts: nodes.int32("idx_start"),
    ends: nodes.int32("idx_end"),
    leaf: nodes.int32("is_leaf"),
    bound: object.className.startsWith("KDTree")
      ? boxBound(bounds, metric, rows.columns)
      : ballBound(bounds, nodes.float64("radius"), { metric, rows }),
  };
  checkTree(object, tree, bounds);
  return searchOf(tree);
}

function checkTree(
  object: PythonObject,
  tree: NeighborTree,
  bounds: Tensor,
): void {
  const { order, starts, ends, leaf, rows } = tree;
  const count = leaf.length;
  const boxes = object.className.startsWith("KDTree") ? 2 : 1;
  if (
    count === 0 || order.length !== rows.rows ||
    bounds.data.length !== boxes * count * rows.columns
  ) {
    throw unreadable(object, `${count} nodes for ${rows.rows} rows`);
  }
  for (let i = 0; i < order.length; i++) {
    if (order[i]! < 0 || order[i]! >= rows.rows) {
      throw unreadable(object, `there is no row ${order[i]}`);
    }
  }
  for (let node = 0; node < count; node++) {
    const inside = starts[node]! >= 0 && ends[node]! <= rows.rows;
    if (!inside || (leaf[node] === 0 && 2 * node + 2 >= count)) {
      throw unreadable(object, `node ${node} of ${count} leads out of it`);
    }
  }
}

/** Nearest node first; what lies beyond the farthest neighbour so far is left out. */
function searchOf(
  tree: NeighborTree,
): (query: Float64Array, at: number, heap: NeighborHeap) => void {
  const { rows, order, metric, starts, ends, leaf, bound } = tree;
  // Each level leaves one node open at most; there are fewer levels than bits.
  const nodes = new Int32Array(64);
  const bounds = new Float64Array(64);
  return (query, at, heap) => {
    nodes[0] = 0;
    bounds[0] = bound(0, query, at);
    let open = 1;
    while (open > 0) {
      const node = nodes[--open]!;
      if (bounds[open]! > heap.farthest) continue;
      if (leaf[node] !== 0) {
        for (let i = starts[node]!; i < ends[node]!; i++) {
          const from = order[i]! * rows.columns;
          heap.push(metric.reduced(query, at, rows.data, from), order[i]!);
        }
        continue;
      }
      const left = 2 * node + 1;
      const ofLeft = bound(left, query, at);
      const ofRight = bound(left + 1, query, at);
      const leftFirst = ofLeft <= ofRight;
      nodes[open] = leftFirst ? left + 1 : left;
      bounds[open++] = leftFirst ? ofRight : ofLeft;
      nodes[open] = leftFirst ? left : left + 1;
      bounds[open++] = leftFirst ? ofLeft : ofRight;
    }
  };
}

/** The distance to the box of a node: least values first, then greatest ones. */
function boxBound(
  bounds: Tensor,
  metric: Metric,
  columns: number,
): NeighborTree["bound"] {
  const corners = Float64Array.from<unknown>(bounds.data, Number);
  const half = corners.length / 2;
  const power = metric.power ?? 2;
  return (node, query, at) => {
    let sum = 0;
    let from = node * columns;
    for (let k = 0; k < columns; k++, from++) {
      const x = query[at + k]!;
      const below = corners[from]! - x;
      const above = x - corners[half + from]!;
      const gap = 0.5 *
        (below + Math.abs(below) + (above + Math.abs(above)));
      if (power === Infinity) sum = Math.max(sum, gap);
      else sum += power === 2 ? gap * gap : Math.pow(gap, power);
    }
    return sum;
  };
}

/** The distance to the centre of a node less its radius. */
function ballBound(
  bounds: Tensor,
  radius: Float64Array,
  { metric, rows }: { readonly metric: Metric; readonly rows: DenseMatrix },
): NeighborTree["bound"] {
  const centres = Float64Array.from<unknown>(bounds.data, Number);
  return (node, query, at) => {
    const reduced = metric.reduced(query, at, centres, node * rows.columns);
    return metric.reduce(
      Math.max(0, metric.distance(reduced) - radius[node]!),
    );
  };
}

function unreadable(object: PythonObject, why: string): ModelError {
  return new ModelError(`Cannot read a ${object.className}: ${why}`);
}
