import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import type { DenseMatrix } from "../estimator.ts";
import { NeighborHeap } from "./neighbor_heap.ts";
import { type NeighborSearch, readNeighborSearch } from "./neighbor_search.ts";

/** Told of a neighbour of a row: its position in the training set, and its weight. */
export type Neighbor = (row: number, position: number, weight: number) => void;

/** The neighbours of rows. */
export interface VisitNeighbors {
  /** The number of rows that were fitted. */
  readonly count: number;
  /** Tells of every neighbour of every row, row by row. */
  readonly each: (input: DenseMatrix, neighbor: Neighbor) => void;
}

/**
 * Reads which rows of the training set count for a row, and how much: the
 * nearest few or those within a radius, all the same or by their closeness.
 *
 * @throws {ModelError} If the weights are a function, or a part cannot be read.
 */
export function readNeighborhoods(object: PythonObject): VisitNeighbors {
  const search = readNeighborSearch(object);
  const weights = object.get("weights") ?? "uniform";
  if (weights !== "uniform" && weights !== "distance") {
    throw new ModelError(
      `Cannot serve ${object.className}: its weights are a function of its own`,
    );
  }
  const byDistance = weights === "distance";
  const each = object.className.startsWith("Radius")
    ? withinRadius(search, object.number("radius"), { byDistance })
    : nearestFew(search, object.number("n_neighbors"), { byDistance });
  return { count: search.count, each };
}

interface Weighting {
  readonly byDistance: boolean;
}

function nearestFew(
  search: NeighborSearch,
  size: number,
  { byDistance }: Weighting,
): VisitNeighbors["each"] {
  if (size > search.count || size < 1) {
    return () => {
      throw new InputError(
        `Cannot score: expected n_neighbors of 1 to ${search.count}, the number of rows fitted, found ${size}`,
      );
    };
  }
  return (input, neighbor) => {
    const heap = new NeighborHeap(size);
    const { distances, positions } = heap;
    for (let row = 0; row < input.rows; row++) {
      heap.clear();
      search.nearest(input.data, row * input.columns, heap);
      let nearest = Infinity;
      for (let i = 0; i < size; i++) {
        distances[i] = search.metric.distance(distances[i]!);
        nearest = Math.min(nearest, distances[i]!);
      }
      for (let i = 0; i < size; i++) {
        const weight = byDistance ? closeness(distances[i]!, nearest) : 1;
        neighbor(row, positions[i]!, weight);
      }
    }
  };
}

function withinRadius(
  search: NeighborSearch,
  radius: number,
  { byDistance }: Weighting,
): VisitNeighbors["each"] {
  return (input, neighbor) => {
    const positions: number[] = [];
    const distances: number[] = [];
    let nearest = Infinity;
    const found = (position: number, distance: number): void => {
      positions.push(position);
      distances.push(distance);
      nearest = Math.min(nearest, distance);
    };
    const limit = { radius, found };
    for (let row = 0; row < input.rows; row++) {
      positions.length = 0;
      distances.length = 0;
      nearest = Infinity;
      search.within(input.data, row * input.columns, limit);
      for (let i = 0; i < positions.length; i++) {
        const weight = byDistance ? closeness(distances[i]!, nearest) : 1;
        neighbor(row, positions[i]!, weight);
      }
    }
  };
}

/** One over the distance; where some are at no distance, only those count. */
function closeness(distance: number, nearest: number): number {
  if (1 / nearest === Infinity) return 1 / distance === Infinity ? 1 : 0;
  return 1 / distance;
}
