import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";

/**
 * How far apart rows are. Searches compare reduced distances, which have the
 * same order and need no root.
 */
export interface Metric {
  /** The reduced distance of the row of `a` at `i` and that of `b` at `j`. */
  reduced(a: Float64Array, i: number, b: Float64Array, j: number): number;
  /** The distance of a reduced one. */
  distance(reduced: number): number;
  /** The reduced distance of a distance. */
  reduce(distance: number): number;
  /** The power of a Minkowski metric, infinite for the greatest difference; `undefined` for the angle. */
  readonly power: number | undefined;
}

/**
 * The metric of a neighbours estimator.
 *
 * @param object The estimator.
 * @param columns The number of columns of a row.
 * @throws {ModelError} If it is not a known one.
 */
export function readMetric(object: PythonObject, columns: number): Metric {
  const name = object.get(
    object.has("effective_metric_") ? "effective_metric_" : "metric",
  );
  const parameters = object.get("effective_metric_params_");
  const given = parameters instanceof Map ? parameters : new Map();
  const weighted = given.get("w") ?? null;
  if (weighted !== null) throw unknownMetric(object, "with weights");
  switch (name) {
    case "euclidean":
    case "l2":
      return minkowski(2, columns);
    case "manhattan":
    case "cityblock":
    case "l1":
      return minkowski(1, columns);
    case "chebyshev":
      return minkowski(Infinity, columns);
    case "minkowski":
    case "p":
      return minkowski(
        Number(given.get("p") ?? object.number("p", 2)),
        columns,
      );
    case "cosine":
      return cosine(columns);
    default:
      throw unknownMetric(
        object,
        typeof name === "string" ? `"${name}"` : "of its own",
      );
  }
}

function unknownMetric(object: PythonObject, what: string): ModelError {
  return new ModelError(
    `Cannot serve ${object.className} with a metric ${what}: euclidean, manhattan, chebyshev, minkowski and cosine are known`,
  );
}

function minkowski(power: number, columns: number): Metric {
  if (power === 2) {
    return {
      power,
      reduced(a, i, b, j) {
        let sum = 0;
        for (let k = 0; k < columns; k++) {
          const difference = a[i + k]! - b[j + k]!;
          sum += difference * difference;
        }
        return sum;
      },
      distance: Math.sqrt,
      reduce: (distance) => distance * distance,
    };
  }
  if (power === Infinity) {
    return {
      power,
      reduced(a, i, b, j) {
        let greatest = 0;
        for (let k = 0; k < columns; k++) {
          greatest = Math.max(greatest, Math.abs(a[i + k]! - b[j + k]!));
        }
        return greatest;
      },
      distance: (reduced) => reduced,
      reduce: (distance) => distance,
    };
  }
  return {
    power,
    reduced(a, i, b, j) {
      let sum = 0;
      for (let k = 0; k < columns; k++) {
        const difference = Math.abs(a[i + k]! - b[j + k]!);
        sum += power === 1 ? difference : Math.pow(difference, power);
      }
      return sum;
    },
    distance: (reduced) => power === 1 ? reduced : Math.pow(reduced, 1 / power),
    reduce: (distance) => power === 1 ? distance : Math.pow(distance, power),
  };
}

function cosine(columns: number): Metric {
  return {
    power: undefined,
    reduced(a, i, b, j) {
      let product = 0;
      let ofA = 0;
      let ofB = 0;
      for (let k = 0; k < columns; k++) {
        const x = a[i + k]!;
        const y = b[j + k]!;
        product += x * y;
        ofA += x * x;
        ofB += y * y;
      }
      const norm = Math.sqrt(ofA) * Math.sqrt(ofB);
      const value = 1 - (norm === 0 ? 0 : product / norm);
      return Math.min(Math.max(value, 0), 2);
    },
    distance: (reduced) => reduced,
    reduce: (distance) => distance,
  };
}
