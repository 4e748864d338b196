import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError, ModelError } from "../../../../../mlflow/errors.ts";
import type { Estimator } from "../../../../../mlflow/flavors/sklearn/estimator.ts";
import { nearestCentroidEstimators } from "../../../../../mlflow/flavors/sklearn/neighbors/nearest_centroid.ts";
import { NeighborHeap } from "../../../../../mlflow/flavors/sklearn/neighbors/neighbor_heap.ts";
import { neighborEstimators } from "../../../../../mlflow/flavors/sklearn/neighbors/neighbor_estimators.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../../../mlflow/python/python_object.ts";
import { fitted, integers, matrix, objects, vector } from "../fitted.ts";

type Attributes = Readonly<Record<string, PythonValue>>;

function build(className: string, more: Attributes = {}): Estimator {
  const object = fitted(className, {
    _fit_X: matrix([[0], [1], [3], [7]]),
    _y: integers([0, 0, 1, 1]),
    classes_: objects(["near", "far"]),
    n_neighbors: 3,
    radius: 1.5,
    weights: "uniform",
    effective_metric_: "euclidean",
    n_features_in_: 1,
    ...more,
  });
  return neighborEstimators[className]!(object, () => {
    throw new Error("There is nothing inside");
  });
}

Deno.test("the class of most neighbours is answered", () => {
  const { predict } = build("KNeighborsClassifier");
  assertEquals(predict!(matrix([[0.4], [5]])).data, ["near", "far"]);
});

Deno.test("only neighbours at no distance count where there are some", () => {
  const { predict } = build("KNeighborsRegressor", {
    _y: vector([1, 10, 100, 1000]),
    weights: "distance",
  });
  assertEquals(Array.from(predict!(matrix([[3]])).data), [100]);
});

Deno.test("a row without neighbours is refused where outliers have no label", () => {
  const { predict } = build("RadiusNeighborsClassifier");
  assertThrows(
    () => predict!(matrix([[0], [99]])),
    InputError,
    "row 1 has no neighbors",
  );
});

Deno.test("a row without neighbours has the label of outliers", () => {
  const { predict, predictProba } = build("RadiusNeighborsClassifier", {
    outlier_label_: ["far"],
  });
  const rows = matrix([[0], [99]]);
  assertEquals(predict!(rows).data, ["near", "far"]);
  const probabilities = predictProba!(rows);
  assert("data" in probabilities);
  assertEquals(Array.from(probabilities.data), [1, 0, 0, 1]);
});

const REFUSED: Readonly<Record<string, Attributes>> = {
  "weights that are a function": {
    weights: fitted("function", {}),
  },
  "a metric that is a function": { effective_metric_: fitted("function", {}) },
  "an unknown metric": { effective_metric_: "canberra" },
  "fewer targets than rows": { _y: integers([0, 1]) },
  "a target that is not a class": { _y: integers([0, 0, 1, 2]) },
  "no rows": { _fit_X: null },
  "a search tree without arrays": {
    _tree: new PythonObject("", "KDTree", [], new Map([["__setstate__", []]])),
  },
};

for (const [what, attributes] of Object.entries(REFUSED)) {
  Deno.test(`a neighbours classifier with ${what} is refused`, () => {
    assertThrows(() => build("KNeighborsClassifier", attributes), ModelError);
  });
}

Deno.test("more neighbours than rows are refused when they are asked for", () => {
  const { predict } = build("KNeighborsClassifier", { n_neighbors: 5 });
  assertThrows(() => predict!(matrix([[0]])), InputError, "n_neighbors");
});

Deno.test("a heap keeps the nearest", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      (distances, size) => {
        const heap = new NeighborHeap(size);
        distances.forEach((distance, i) => heap.push(distance, i));
        const kept = Array.from(heap.distances).filter(Number.isFinite);
        const nearest = distances.toSorted((a, b) => a - b).slice(0, size);
        assertEquals(kept.toSorted((a, b) => a - b), nearest);
        kept.forEach((distance) => assert(distance <= heap.farthest));
      },
    ),
  );
});

Deno.test("priors count for the nearest centroid where they are not even", () => {
  const answer = (priors: readonly number[]): unknown => {
    const object = fitted("NearestCentroid", {
      centroids_: matrix([[0], [2]]),
      classes_: objects(["rare", "common"]),
      class_prior_: vector(priors),
      within_class_std_dev_: vector([1]),
      metric: "euclidean",
    });
    const estimator = nearestCentroidEstimators["NearestCentroid"]!(
      object,
      () => {
        throw new Error("There is nothing inside");
      },
    );
    return estimator.predict!(matrix([[0.9]])).data;
  };
  assertEquals(answer([0.5, 0.5]), ["rare"]);
  assertEquals(answer([0.1, 0.9]), ["common"]);
});
