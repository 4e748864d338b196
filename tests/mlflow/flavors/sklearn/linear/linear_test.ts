import {
  assertAlmostEquals,
  assertEquals,
  assertFalse,
  assertThrows,
} from "@std/assert";
import { Tensor } from "../../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../../mlflow/errors.ts";
import type { Estimator } from "../../../../../mlflow/flavors/sklearn/estimator.ts";
import type {
  PythonValue,
  SparseMatrix,
} from "../../../../../mlflow/python/python_object.ts";
import { built, fitted, integers, matrix, vector } from "../fitted.ts";

const rows = {
  rows: 2,
  columns: 2,
  data: Float64Array.of(1, 2, -1, 0.5),
};

function logistic(
  attributes: Readonly<Record<string, PythonValue>>,
): Estimator {
  return built(fitted("LogisticRegression", {
    classes_: integers([0, 1]),
    coef_: matrix([[0.5, -1]]),
    intercept_: vector([0.25]),
    solver: "lbfgs",
    n_features_in_: 2,
    ...attributes,
  }));
}

function secondProbability(estimator: Estimator): number {
  const proba = estimator.predictProba!(rows);
  if (!(proba instanceof Tensor)) throw new Error("Expected one output");
  return Number(proba.data[1]);
}

Deno.test("two classes are logistic by default and a softmax of both signs when multinomial", () => {
  const score = 0.5 - 2 + 0.25;
  assertAlmostEquals(
    secondProbability(logistic({ multi_class: "auto" })),
    1 / (1 + Math.exp(-score)),
    1e-15,
  );
  assertAlmostEquals(
    secondProbability(logistic({})),
    1 / (1 + Math.exp(-score)),
    1e-15,
  );
  assertAlmostEquals(
    secondProbability(logistic({ multi_class: "multinomial" })),
    1 / (1 + Math.exp(-2 * score)),
    1e-15,
  );
});

Deno.test("three classes fitted by newton-cholesky are one against the rest before scikit-learn 1.6", () => {
  const three = (version: string) =>
    logistic({
      classes_: integers([0, 1, 2]),
      coef_: matrix([[1, 0], [0, 1], [1, 1]]),
      intercept_: vector([0, 0, 0]),
      solver: "newton-cholesky",
      multi_class: "auto",
      _sklearn_version: version,
    });
  const expit = (x: number) => 1 / (1 + Math.exp(-x));
  const rest = expit(2) / (expit(1) + expit(2) + expit(3));
  const soft = Math.exp(2) / (Math.exp(1) + Math.exp(2) + Math.exp(3));
  assertAlmostEquals(secondProbability(three("1.5.2")), rest, 1e-15);
  assertAlmostEquals(secondProbability(three("1.6.0")), soft, 1e-15);
});

Deno.test("sparse coefficients and a single number for the intercept are read", () => {
  const coefficients: SparseMatrix = {
    kind: "sparse",
    rows: 1,
    columns: 2,
    indptr: Int32Array.of(0, 1),
    indices: Int32Array.of(1),
    data: Float64Array.of(3),
  };
  const lasso = built(fitted("SGDRegressor", {
    coef_: coefficients,
    intercept_: 1,
    n_features_in_: 2,
  }));
  assertEquals(lasso.predict!(rows), vector([7, 2.5]));
});

Deno.test("coefficients that do not fit the intercept, the features or the classes are refused at load", () => {
  const wrong = (attributes: Readonly<Record<string, PythonValue>>) =>
    assertThrows(() => logistic(attributes), ModelError).message;
  assertEquals(
    wrong({ n_features_in_: 3 }),
    "Cannot read LogisticRegression: coef_ has 2 columns, n_features_in_ is 3",
  );
  assertEquals(
    wrong({ intercept_: vector([1, 2]) }),
    "Cannot read LogisticRegression: coef_ has 1 rows, intercept_ 2 numbers",
  );
  assertEquals(
    wrong({ classes_: integers([0, 1, 2]) }),
    "Cannot read LogisticRegression: coef_ has 1 rows, expected 3 for 3 classes",
  );
});

Deno.test("a classifier of several labels a row gives one column a label", () => {
  const binarizer = fitted("LabelBinarizer", {
    y_type_: "multilabel-indicator",
    classes_: integers([0, 1, 2]),
  });
  const ridge = built(fitted("RidgeClassifier", {
    _label_binarizer: binarizer,
    coef_: matrix([[1, 0], [-1, 0], [0, 1]]),
    intercept_: vector([0, 0, -1]),
    n_features_in_: 2,
  }));
  assertEquals(
    ridge.predict!(rows),
    new Tensor("int64", [2, 3], BigInt64Array.of(1n, 0n, 1n, 0n, 1n, 0n)),
  );
});

Deno.test("a Tweedie regression without a link parameter follows its power", () => {
  const tweedie = (power: number, link: string) =>
    built(fitted("TweedieRegressor", {
      coef_: vector([0, 1]),
      intercept_: 0,
      power,
      link,
      n_features_in_: 2,
    })).predict!(rows).data[0];
  assertEquals(tweedie(0, "auto"), 2);
  assertEquals(tweedie(1, "auto"), Math.exp(2));
  assertEquals(tweedie(0, "log"), Math.exp(2));
  assertThrows(() => tweedie(0, "probit"), ModelError, '"probit"');
});

Deno.test("naive Bayes reads the variances under their old name", () => {
  const bayes = (name: string) =>
    built(fitted("GaussianNB", {
      classes_: integers([3, 5]),
      theta_: matrix([[0, 0], [1, 2]]),
      [name]: matrix([[1, 1], [1, 1]]),
      class_prior_: vector([0.5, 0.5]),
      n_features_in_: 2,
    }));
  assertEquals(bayes("sigma_").predict!(rows), integers([5, 3]));
  assertEquals(
    bayes("sigma_").predictProba!(rows),
    bayes("var_").predictProba!(rows),
  );
});

Deno.test("a category beyond those of the training is refused without its value", () => {
  const bayes = built(fitted("CategoricalNB", {
    classes_: integers([0, 1]),
    class_log_prior_: vector([-0.7, -0.7]),
    feature_log_prob_: [matrix([[-1, -2], [-2, -1]]), matrix([[-1], [-1]])],
    n_features_in_: 2,
  }));
  const input = { rows: 1, columns: 2, data: Float64Array.of(0, 4321) };
  const { message } = assertThrows(() => bayes.predict!(input), InputError);
  assertFalse(message.includes("4321"));
});

Deno.test("a network whose layers do not fit each other is refused at load", () => {
  const network = (second: Tensor) =>
    built(fitted("MLPRegressor", {
      activation: "relu",
      out_activation_: "identity",
      coefs_: [matrix([[1, -1], [0, 1]]), second],
      intercepts_: [vector([0, 0]), vector([0.5])],
      n_features_in_: 2,
    }));
  assertEquals(network(matrix([[2], [3]])).predict!(rows), vector([5.5, 5]));
  assertThrows(
    () => network(matrix([[1], [2], [3]])),
    ModelError,
    "layer 1",
  );
});
