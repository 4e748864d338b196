import { PythonObject } from "../../../python/python_object.ts";
import { readFittedRows } from "../table/fitted_rows.ts";
import { type Metric, readMetric } from "./metric.ts";
import type { NeighborHeap } from "./neighbor_heap.ts";
import { readNeighborTree } from "./neighbor_tree.ts";

/** The training set of a neighbours estimator. */
export interface NeighborSearch {
  /** The number of rows that were fitted. */
  readonly count: number;
  /** Fills the heap with the nearest rows of a query, by reduced distance. */
  nearest(query: Float64Array, at: number, heap: NeighborHeap): void;
  /** Calls back with every row within a distance of a query, and how far it is. */
  within(
    query: Float64Array,
    at: number,
    options: {
      readonly radius: number;
      readonly found: (position: number, distance: number) => void;
    },
  ): void;
  readonly metric: Metric;
}

/**
 * Reads the training set. Where the estimator has a tree of its rows, the search
 * goes through it in the library's order, which settles equal distances.
 *
 * @throws {ModelError} If the rows or the metric cannot be read.
 */
export function readNeighborSearch(object: PythonObject): NeighborSearch {
  const rows = readFittedRows(object, "_fit_X");
  const metric = readMetric(object, rows.columns);
  const tree = object.get("_tree");
  const walk = tree instanceof PythonObject
    ? readNeighborTree(tree, rows, metric)
    : undefined;
  const { data, columns } = rows;
  return {
    count: rows.rows,
    metric,
    nearest: walk ?? ((query, at, heap) => {
      for (let row = 0; row < rows.rows; row++) {
        heap.push(metric.reduced(query, at, data, row * columns), row);
      }
    }),
    within: (query, at, { radius, found }) => {
      const limit = metric.reduce(radius);
      for (let row = 0; row < rows.rows; row++) {
        const reduced = metric.reduced(query, at, data, row * columns);
        if (reduced <= limit) found(row, metric.distance(reduced));
      }
    },
  };
}
