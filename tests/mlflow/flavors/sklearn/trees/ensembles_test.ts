import { assertEquals, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../../../frame/mod.ts";
import { ModelError } from "../../../../../mlflow/errors.ts";
import type {
  Estimator,
  EstimatorTable,
} from "../../../../../mlflow/flavors/sklearn/estimator.ts";
import { adaBoostEstimators } from "../../../../../mlflow/flavors/sklearn/trees/ada_boost.ts";
import { baggingEstimators } from "../../../../../mlflow/flavors/sklearn/trees/bagging.ts";
import { calibratedEstimators } from "../../../../../mlflow/flavors/sklearn/compose/calibrated.ts";
import { dummyEstimators } from "../../../../../mlflow/flavors/sklearn/generative/dummy.ts";
import { multiOutputEstimators } from "../../../../../mlflow/flavors/sklearn/compose/multi_output.ts";
import { stackingEstimators } from "../../../../../mlflow/flavors/sklearn/compose/stacking.ts";
import { votingEstimators } from "../../../../../mlflow/flavors/sklearn/compose/voting.ts";
import type {
  PythonObject,
  PythonValue,
} from "../../../../../mlflow/python/python_object.ts";
import { fitted, integers, matrix, objects, vector } from "../fitted.ts";

const tables: EstimatorTable = {
  ...adaBoostEstimators,
  ...baggingEstimators,
  ...calibratedEstimators,
  ...dummyEstimators,
  ...multiOutputEstimators,
  ...stackingEstimators,
  ...votingEstimators,
};

function build(object: PythonObject): Estimator {
  return tables[object.className]!(object, build);
}

function make(
  className: string,
  attributes: Readonly<Record<string, PythonValue>>,
): Estimator {
  return build(fitted(className, attributes));
}

function constant(value: number): PythonObject {
  return fitted("DummyRegressor", { constant_: matrix([[value]]) });
}

/** Answers class 1 of positions 0 and 1 with this probability. */
function coin(probability: number): PythonObject {
  return fitted("DummyClassifier", {
    strategy: "prior",
    classes_: integers([0, 1]),
    class_prior_: vector([1 - probability, probability]),
  });
}

const rows = matrix([[0], [1]]);

Deno.test("a vote by weight leaves out the weight of what was dropped", () => {
  const { predict } = make("VotingRegressor", {
    estimators: [["a", constant(1)], ["b", "drop"], ["c", constant(5)]],
    estimators_: [constant(1), constant(5)],
    weights: [1, 100, 3],
  });
  assertEquals(Array.from(predict!(rows).data), [4, 4]);
});

Deno.test("a vote by majority takes the first of equal ones", () => {
  const { predict } = make("VotingClassifier", {
    voting: "hard",
    estimators_: [coin(0.9), coin(0.1)],
    classes_: objects(["no", "yes"]),
  });
  assertEquals(predict!(rows).data, ["no", "no"]);
});

Deno.test("a vote by probability is a mean", () => {
  const { predictProba } = make("VotingClassifier", {
    voting: "soft",
    estimators_: [coin(0.75), coin(0.25), coin(0.75)],
    classes_: objects(["no", "yes"]),
    estimators: [["a", coin(0)], ["b", coin(0)], ["c", coin(0)]],
    weights: [1, 2, 1],
  });
  const answer = predictProba!(rows);
  assertEquals(answer instanceof Tensor && Array.from(answer.data), [
    0.5,
    0.5,
    0.5,
    0.5,
  ]);
});

Deno.test("the median by weight is the first that reaches half the weight", () => {
  const { predict } = make("AdaBoostRegressor", {
    estimators_: [constant(30), constant(10), constant(20)],
    estimator_weights_: vector([1, 1, 0.5]),
  });
  assertEquals(Array.from(predict!(rows).data), [20, 20]);
});

Deno.test("a chain hands on what was said, in its own order", () => {
  const { predict } = make("RegressorChain", {
    estimators_: [constant(1), constant(2)],
    order_: integers([1, 0]),
  });
  const answer = predict!(rows);
  assertEquals(answer.toNested(), [[2, 1], [2, 1]]);
});

Deno.test("outputs of text stand side by side", () => {
  const words = (labels: readonly string[]): PythonObject =>
    fitted("DummyClassifier", {
      strategy: "most_frequent",
      classes_: objects(labels),
      class_prior_: vector([0.2, 0.8]),
    });
  const { predict, predictProba } = make("MultiOutputClassifier", {
    estimators_: [words(["a", "b"]), words(["c", "d"])],
  });
  const frame = DataFrame.fromColumns({ x: [1, 2, 3] });
  assertEquals(predict!(frame).toNested(), [["b", "d"], ["b", "d"], [
    "b",
    "d",
  ]]);
  assertEquals((predictProba!(frame) as Tensor[]).length, 2);
});

const REFUSED: readonly (readonly [
  string,
  string,
  Readonly<Record<string, PythonValue>>,
])[] = [
  ["a dummy that answers at random", "DummyClassifier", {
    strategy: "stratified",
    classes_: integers([0, 1]),
    class_prior_: vector([0.5, 0.5]),
  }],
  ["a vote with too many weights", "VotingRegressor", {
    estimators: [["a", constant(1)], ["b", constant(2)]],
    estimators_: [constant(1)],
    weights: [1, 2],
  }],
  ["a vote without voters", "VotingRegressor", { estimators_: [] }],
  ["a vote by probability of regressors", "VotingClassifier", {
    voting: "soft",
    estimators_: [constant(1)],
    classes_: integers([0, 1]),
  }],
  ["a bag whose columns are not there", "BaggingRegressor", {
    estimators_: [constant(1)],
    estimators_features_: [integers([7])],
    n_features_in_: 1,
  }],
  ["a bag whose estimators were taught labels", "BaggingClassifier", {
    estimators_: [
      fitted("DummyClassifier", {
        strategy: "prior",
        classes_: objects(["no", "yes"]),
        class_prior_: vector([0.5, 0.5]),
      }),
    ],
    estimators_features_: [integers([0])],
    classes_: objects(["no", "yes"]),
    n_features_in_: 1,
  }],
  ["a chain whose order leaves an output out", "RegressorChain", {
    estimators_: [constant(1), constant(2)],
    order_: integers([1, 1]),
  }],
  ["a stack of an unknown method", "StackingRegressor", {
    estimators_: [constant(1)],
    stack_method_: ["transform"],
    final_estimator_: constant(1),
  }],
  ["a calibration by something else", "CalibratedClassifierCV", {
    classes_: integers([0, 1]),
    calibrated_classifiers_: [
      fitted("_CalibratedClassifier", {
        estimator: coin(0.5),
        calibrators: [fitted("Spline", {})],
        classes: integers([0, 1]),
        method: "sigmoid",
      }),
    ],
  }],
];

for (const [what, className, attributes] of REFUSED) {
  Deno.test(`${what} is refused`, () => {
    assertThrows(() => make(className, attributes), ModelError);
  });
}
