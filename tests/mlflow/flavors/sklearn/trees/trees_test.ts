import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Tensor } from "../../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../../mlflow/errors.ts";
import type { Estimator } from "../../../../../mlflow/flavors/sklearn/estimator.ts";
import { decisionTreeEstimators } from "../../../../../mlflow/flavors/sklearn/trees/decision_tree.ts";
import { randomForestEstimators } from "../../../../../mlflow/flavors/sklearn/trees/random_forest.ts";
import { pairwiseSum } from "../../../../../mlflow/flavors/sklearn/math/pairwise_sum.ts";
import type { PythonObject } from "../../../../../mlflow/python/python_object.ts";
import { type CartNode, cartTree } from "./cart_tree.ts";
import { fitted, integers, matrix, objects } from "../fitted.ts";

function nothingInside(): never {
  throw new Error("There is nothing inside");
}

function regressor(nodes: readonly CartNode[], columns = 2): PythonObject {
  return fitted("DecisionTreeRegressor", {
    tree_: cartTree(nodes, columns),
    n_features_in_: columns,
    criterion: "squared_error",
    splitter: "best",
    _sklearn_version: "1.9.1",
  });
}

function build(object: PythonObject): Estimator {
  const builder = { ...decisionTreeEstimators, ...randomForestEstimators }[
    object.className
  ];
  return builder!(object, nothingInside);
}

const SPLIT: readonly CartNode[] = [
  {
    left: 1,
    right: 2,
    feature: 1,
    threshold: 0.1,
    missingLeft: 1,
    values: [0],
  },
  { left: -1, right: -1, values: [10] },
  { left: -1, right: -1, values: [20] },
];

Deno.test("a tree compares single precision with a threshold in double", () => {
  const { predict } = build(regressor(SPLIT));
  // 0.1 in single precision is above 0.1 in double.
  const answer = predict!(matrix([[0, 0.1], [0, 0.09999], [0, NaN]]));
  assertEquals(Array.from(answer.data), [20, 10, 10]);
});

Deno.test("a number too large for single precision is refused", () => {
  const { predict } = build(regressor(SPLIT));
  assertThrows(
    () => predict!(matrix([[0, 1e39]])),
    InputError,
    "too large for single precision in row 0",
  );
});

Deno.test("a missing value is refused by a tree of a criterion that took none before 1.9", () => {
  const object = regressor(SPLIT);
  const old = fitted(object.className, {
    ...Object.fromEntries(object.attributes),
    _sklearn_version: "1.8.0",
    criterion: "absolute_error",
  });
  assertThrows(
    () => build(old).predict!(matrix([[0, NaN]])),
    InputError,
    "NaN",
  );
});

const BROKEN: Readonly<Record<string, readonly CartNode[]>> = {
  "leads back to its root": [{ ...SPLIT[0]!, right: 0 }, SPLIT[1]!, SPLIT[2]!],
  "has one child twice": [{ ...SPLIT[0]!, right: 1 }, SPLIT[1]!, SPLIT[2]!],
  "has a child beyond its end": [
    { ...SPLIT[0]!, right: 3 },
    SPLIT[1]!,
    SPLIT[2]!,
  ],
  "looks at a column that is not there": [
    { ...SPLIT[0]!, feature: 2 },
    SPLIT[1]!,
    SPLIT[2]!,
  ],
  "has no nodes": [],
};

for (const [what, nodes] of Object.entries(BROKEN)) {
  Deno.test(`a tree that ${what} is refused`, () => {
    assertThrows(() => build(regressor(nodes)), ModelError);
  });
}

Deno.test("a tree with more classes than its nodes have values is refused before anything is allocated", () => {
  const huge = fitted("DecisionTreeClassifier", {
    tree_: cartTree(SPLIT, 2, 2 ** 40),
    classes_: integers([0, 1]),
    n_features_in_: 2,
  });
  assertThrows(() => build(huge), ModelError);
});

Deno.test("counts and fractions of classes give the same probabilities", () => {
  const nodes = (left: number[], right: number[]): CartNode[] => [
    { ...SPLIT[0]!, values: [0.5, 0.5] },
    { ...SPLIT[1]!, values: left },
    { ...SPLIT[2]!, values: right },
  ];
  const answers = [nodes([3, 1], [0, 8]), nodes([0.75, 0.25], [0, 1])].map(
    (each) => {
      const object = fitted("DecisionTreeClassifier", {
        tree_: cartTree(each, 2),
        classes_: objects(["no", "yes"]),
        n_features_in_: 2,
      });
      const { predictProba, predict } = build(object);
      const rows = matrix([[0, 0], [0, 1]]);
      const probabilities = predictProba!(rows);
      return [
        probabilities instanceof Tensor && Array.from(probabilities.data),
        predict!(rows).data,
      ];
    },
  );
  assertEquals(answers[0], [[0.75, 0.25, 0, 1], ["no", "yes"]]);
  assertEquals(answers[1], answers[0]);
});

Deno.test("a forest answers the mean of its trees, in their order", () => {
  const values = [0.1, 0.2, 0.3];
  const object = fitted("RandomForestRegressor", {
    estimators_: values.map((value) =>
      regressor([SPLIT[0]!, { ...SPLIT[1]!, values: [value] }, SPLIT[2]!])
    ),
    n_features_in_: 2,
  });
  const answer = build(object).predict!(matrix([[0, 0]]));
  assertEquals(answer.data[0], (0.1 + 0.2 + 0.3) / 3);
});

Deno.test("a forest without trees is refused", () => {
  const object = fitted("RandomForestRegressor", { estimators_: [] });
  assertThrows(() => build(object), ModelError, "no trees");
});

/** A random tree as nodes, the left branch of each before its right one. */
function nodesOf(shape: Shape, nodes: CartNode[] = []): CartNode[] {
  const at = nodes.length;
  const leaf = { left: -1, right: -1, values: [shape.value] };
  nodes.push(leaf);
  if (shape.left === undefined || shape.right === undefined) return nodes;
  nodesOf(shape.left, nodes);
  const right = nodes.length;
  nodesOf(shape.right, nodes);
  const { feature, threshold } = shape;
  const missingLeft = Number(shape.missingLeft);
  nodes[at] = { ...leaf, left: at + 1, right, feature, threshold, missingLeft };
  return nodes;
}

interface Shape {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly value: number;
  readonly left?: Shape | undefined;
  readonly right?: Shape | undefined;
}

function follow(shape: Shape, row: readonly number[]): number {
  if (shape.left === undefined || shape.right === undefined) return shape.value;
  const x = Math.fround(row[shape.feature]!);
  const goesLeft = Number.isNaN(x) ? shape.missingLeft : x <= shape.threshold;
  return follow(goesLeft ? shape.left : shape.right, row);
}

const cell = fc.oneof(
  fc.constantFrom(0.1, Math.fround(0.1), -0, 0, 1, NaN),
  fc.double({ min: -3, max: 3 }),
);

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    feature: fc.nat(2),
    threshold: fc.oneof(
      fc.constantFrom(0.1, Math.fround(0.1), 0),
      fc.double({ min: -3, max: 3, noNaN: true }),
    ),
    missingLeft: fc.boolean(),
    value: fc.double({ noNaN: true }),
    left: fc.option(tie("shape"), { nil: undefined, maxDepth: 5 }),
    right: fc.option(tie("shape"), { nil: undefined, maxDepth: 5 }),
  }),
}));

Deno.test("a tree answers what following its branches answers", () => {
  fc.assert(
    fc.property(
      shape,
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }),
      (root, rows) => {
        const { predict } = build(regressor(nodesOf(root), 3));
        const answer = predict!(matrix(rows));
        rows.forEach((row, i) =>
          assertEquals(answer.data[i], 0 + follow(root, row))
        );
      },
    ),
  );
});

const SUMS: readonly (readonly [number, number])[] = [
  [7, -192.8571428571429],
  [8, -67.85714285714295],
  [9, 43.25396825396817],
  [17, 174.9920830803183],
  [128, 840.231689966268],
  [129, 847.9836279507642],
  [300, 1125.637154016067],
  [1000, 1523.6868469933388],
];

for (const [length, sum] of SUMS) {
  Deno.test(`${length} numbers are summed as numpy sums them`, () => {
    const numbers = Float64Array.from(
      { length },
      (_, i) => 1000 / (i + 1) * (i % 3 === 0 ? -1 : 1),
    );
    assertEquals(pairwiseSum(numbers, 0, length), sum);
  });
}
