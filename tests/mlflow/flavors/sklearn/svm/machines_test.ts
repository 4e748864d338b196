import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { ModelError } from "../../../../../mlflow/errors.ts";
import type { Estimator } from "../../../../../mlflow/flavors/sklearn/estimator.ts";
import { supportVectorMachines } from "../../../../../mlflow/flavors/sklearn/svm/support_vector_machines.ts";
import { coupledProbabilities } from "../../../../../mlflow/flavors/sklearn/svm/coupled_probabilities.ts";
import type { PythonValue } from "../../../../../mlflow/python/python_object.ts";
import { fitted, integers, matrix, objects, vector } from "../fitted.ts";

type Attributes = Readonly<Record<string, PythonValue>>;

/** Two classes at -1 and 1. */
function build(more: Attributes = {}): Estimator {
  const object = fitted("SVC", {
    support_vectors_: matrix([[-1], [1]]),
    _dual_coef_: matrix([[0.5, -0.5]]),
    _intercept_: vector([0.25]),
    _n_support: integers([1, 1]),
    _gamma: 1,
    kernel: "linear",
    classes_: objects(["left", "right"]),
    n_features_in_: 1,
    ...more,
  });
  return supportVectorMachines["SVC"]!(object, () => {
    throw new Error("There is nothing inside");
  });
}

Deno.test("the decision of two classes is positive for the second", () => {
  const { predict, decisionFunction } = build();
  const rows = matrix([[-2], [2]]);
  assertEquals(predict!(rows).data, ["left", "right"]);
  assertEquals(Array.from(decisionFunction!(rows).data), [-2.25, 1.75]);
});

Deno.test("a machine without sigmoids has no probabilities", () => {
  const none = vector([]);
  assertEquals(build({ _probA: none, _probB: none }).predictProba, undefined);
  const { predictProba } = build({ _probA: vector([-1]), _probB: vector([0]) });
  assert(predictProba !== undefined);
});

const REFUSED: Readonly<Record<string, Attributes>> = {
  "a kernel that is a function": { kernel: fitted("function", {}) },
  "distances for rows": { kernel: "precomputed" },
  "too few coefficients": { _dual_coef_: matrix([[0.5]]) },
  "too few intercepts": { _intercept_: vector([]) },
  "more vectors of a class than there are": { _n_support: integers([1, 2]) },
  "a sigmoid too many": { _probA: vector([1, 1]), _probB: vector([0, 0]) },
};

for (const [what, attributes] of Object.entries(REFUSED)) {
  Deno.test(`a support vector machine with ${what} is refused`, () => {
    assertThrows(() => build(attributes), ModelError);
  });
}

Deno.test("coupled probabilities sum to one and follow sure pairs", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -4, max: 4, noNaN: true }), {
        minLength: 6,
        maxLength: 6,
      }),
      (decisions) => {
        const { data } = coupledProbabilities(
          { rows: 1, columns: 6, data: Float64Array.from(decisions) },
          {
            a: new Float64Array(6).fill(-1),
            b: new Float64Array(6),
            count: 4,
          },
        );
        assertAlmostEquals(data.reduce((sum, p) => sum + p, 0), 1, 1e-9);
        assert(data.every((p) => p >= 0));
      },
    ),
  );
});
