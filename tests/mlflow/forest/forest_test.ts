import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ModelError } from "../../../mlflow/errors.ts";
import { addLeaves, findLeaves } from "../../../mlflow/forest/add_leaves.ts";
import {
  CATEGORICAL,
  type Comparison,
  DEFAULT_LEFT,
  type Forest,
  MISSING_NAN,
  MISSING_ZERO,
  SET_LEFT,
} from "../../../mlflow/forest/forest.ts";
import {
  ForestBuilder,
  type ForestShape,
  type TreeNodes,
} from "../../../mlflow/forest/forest_builder.ts";

const shape: ForestShape = {
  comparison: "le",
  inputPrecision: "float64",
  sumPrecision: "float64",
  thresholds: "float64",
  features: 1,
  outputs: 1,
};

/** One split of column 0 at 0.5 (or set 0): 1 to the left, 2 to the right. */
function split(flags: number, threshold = 0.5): TreeNodes {
  return {
    left: Int32Array.of(1, -1, -1),
    right: Int32Array.of(2, -1, -1),
    feature: Int32Array.of(0, 0, 0),
    threshold: Float64Array.of(threshold, 1, 2),
    flags: Uint8Array.of(flags, 0, 0),
  };
}

function forestOf(
  flags: number,
  options: Partial<ForestShape> & { readonly set?: Uint32Array } = {},
): Forest {
  const builder = new ForestBuilder({ ...shape, ...options });
  const threshold = options.set === undefined
    ? 0.5
    : builder.addSet(options.set);
  builder.addTree(split(flags, threshold), 0);
  return builder.build();
}

function answers(forest: Forest, values: readonly number[]): number[] {
  const sums = new Float64Array(values.length * forest.outputs);
  const data = Float64Array.from(values);
  addLeaves(forest, { rows: values.length, columns: 1, data }, { sums });
  return Array.from(sums);
}

for (const [comparison, expected] of [["le", 1], ["lt", 2]] as const) {
  Deno.test(`a value on the threshold goes by the comparison: ${comparison}`, () => {
    const forest = forestOf(0, { comparison });
    assertEquals(answers(forest, [0.25, 0.5, 0.75]), [1, expected, 2]);
  });
}

const small = Math.fround(1e-35);
const sides: readonly [string, number, readonly number[]][] = [
  ["NaN is 0 where nothing is missing", 0, [1, 1, 1, 1]],
  ["NaN goes to the left side by default", MISSING_NAN | DEFAULT_LEFT, [
    1,
    1,
    1,
    1,
  ]],
  ["NaN goes to the right side by default", MISSING_NAN, [2, 1, 1, 1]],
  ["zeros go with NaN where zero is missing", MISSING_ZERO, [2, 2, 2, 1]],
  ["zeros go left where that is their side", MISSING_ZERO | DEFAULT_LEFT, [
    1,
    1,
    1,
    1,
  ]],
];

for (const [name, flags, expected] of sides) {
  for (const comparison of ["lt", "le"] satisfies Comparison[]) {
    Deno.test(`${name}, of nodes that compare by ${comparison}`, () => {
      const forest = forestOf(flags, { comparison });
      assertEquals(answers(forest, [NaN, 0, small, 0.1]), expected);
      assertEquals(answers(forest, [0.75, Infinity, -Infinity]), [2, 2, 1]);
    });
  }
}

Deno.test("NaN is 0 on both sides of a threshold where nothing is missing", () => {
  const builder = new ForestBuilder(shape);
  builder.addTree(split(0, -1), 0);
  assertEquals(answers(builder.build(), [NaN]), [2]);
});

Deno.test("a set says which side its categories take, and all other values take the other", () => {
  const set = Uint32Array.of(0b101, 0b1);
  const values = [0, 1, 2, 2.9, 32, 33, 64, -1, 2 ** 31, Infinity, 1e300];
  const inside = [1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0];
  const left = forestOf(CATEGORICAL | SET_LEFT, { set });
  assertEquals(answers(left, values), inside.map((is) => is === 1 ? 1 : 2));
  const right = forestOf(CATEGORICAL, { set });
  assertEquals(answers(right, values), inside.map((is) => is === 1 ? 2 : 1));
});

Deno.test("a missing category takes the default side", () => {
  const set = Uint32Array.of(1);
  const flags = CATEGORICAL | SET_LEFT | MISSING_NAN;
  assertEquals(answers(forestOf(flags, { set }), [NaN, 0]), [2, 1]);
  assertEquals(answers(forestOf(flags | DEFAULT_LEFT, { set }), [NaN]), [1]);
});

Deno.test("a fraction below zero is category 0 only where values are truncated", () => {
  const set = Uint32Array.of(1);
  const flags = CATEGORICAL | SET_LEFT;
  assertEquals(answers(forestOf(flags, { set }), [-0.5, -0]), [2, 1]);
  const truncating = forestOf(flags, { set, truncatesNegative: true });
  assertEquals(answers(truncating, [-0.5, -0.999, -1]), [1, 1, 2]);
});

Deno.test("leaves are added tree by tree in the precision of the sums", () => {
  const leaf = (value: number): TreeNodes => ({
    left: Int32Array.of(-1),
    right: Int32Array.of(-1),
    feature: Int32Array.of(0),
    threshold: Float32Array.of(value),
    flags: Uint8Array.of(0),
  });
  const builder = new ForestBuilder({
    ...shape,
    thresholds: "float32",
    sumPrecision: "float32",
  });
  const values = [1e8, 1, 1, 1, -1e8];
  for (const value of values) builder.addTree(leaf(value), 0);
  const sums = new Float32Array(1);
  const rows = { rows: 1, columns: 1, data: Float32Array.of(0) };
  addLeaves(builder.build(), rows, { sums });
  assertEquals(sums[0], 0);
  sums[0] = 0.5;
  addLeaves(builder.build(), rows, { sums, range: { begin: 1, end: 3 } });
  assertEquals(sums[0], 2.5);
});

Deno.test("weights are rounded to the precision of the sums before they are added", () => {
  const builder = new ForestBuilder({ ...shape, sumPrecision: "float32" });
  builder.addTree(split(0), 0);
  const treeWeights = Float64Array.of(Math.fround(0.1));
  const forest = builder.build({ treeWeights });
  const sums = new Float32Array(1);
  const data = Float64Array.of(9);
  addLeaves(forest, { rows: 1, columns: 1, data }, { sums });
  assertEquals(sums[0], Math.fround(2 * Math.fround(0.1)));
});

Deno.test("each tree adds to its own output", () => {
  const builder = new ForestBuilder({ ...shape, outputs: 2 });
  builder.addTree(split(0), 1);
  builder.addTree(split(0), 0);
  builder.addTree(split(0), 1);
  assertEquals(answers(builder.build(), [0, 1]), [1, 2, 2, 4]);
});

Deno.test("a leaf may hold a number for every output", () => {
  const builder = new ForestBuilder({ ...shape, outputs: 2 });
  const nodes = split(0);
  nodes.feature.set([1, 0], 1);
  builder.addTree(nodes, 0);
  const forest = builder.build({ leafVectors: Float64Array.of(3, 4, 5, 6) });
  assertEquals(answers(forest, [0, 1]), [5, 6, 3, 4]);
});

Deno.test("a linear leaf falls back to its value where a column is NaN", () => {
  const builder = new ForestBuilder(shape);
  const nodes = split(MISSING_NAN);
  nodes.feature.set([0, 1], 1);
  builder.addTree(nodes, 0);
  const forest = builder.build({
    leafModels: {
      constants: Float64Array.of(10, 20),
      begins: Int32Array.of(0, 1, 2),
      features: Int32Array.of(0, 0),
      coefficients: Float64Array.of(2, 3),
    },
  });
  assertEquals(answers(forest, [0.25, 2, NaN]), [10.5, 26, 2]);
  assertEquals(answers(forest, [-Infinity]), [-Infinity]);
});

Deno.test("leaves are found by their place in the tree", () => {
  const builder = new ForestBuilder(shape);
  builder.addTree(split(0), 0);
  builder.addTree(split(0, 2), 0);
  const rows = { rows: 2, columns: 1, data: Float64Array.of(0, 1) };
  const found = findLeaves(builder.build(), rows);
  assertEquals(Array.from(found), [1, 1, 2, 1]);
});

Deno.test("blocks of rows give what single rows give", () => {
  const forest = forestOf(MISSING_NAN);
  const values = Array.from({ length: 1000 }, (_, i) => ((i * 37) % 101) / 100);
  const alone = values.flatMap((value) => answers(forest, [value]));
  assertEquals(answers(forest, values), alone);
});

const broken: readonly [string, (nodes: TreeNodes) => void, RegExp][] = [
  ["a child beyond the nodes", (nodes) => nodes.left.fill(3, 0, 1), /node 0/],
  ["one child only", (nodes) => nodes.right.fill(-1, 0, 1), /node 0/],
  ["its root as a child", (nodes) => nodes.left.fill(0, 0, 1), /twice/],
  ["one child twice", (nodes) => nodes.left.fill(2, 0, 1), /twice/],
  ["a column too many", (nodes) => nodes.feature.fill(1, 0, 1), /column 1/],
  ["a set that is not there", (nodes) => nodes.flags.fill(8, 0, 1), /set 0.5/],
];

for (const [name, harm, says] of broken) {
  Deno.test(`a tree is refused that has ${name}`, () => {
    const nodes = split(0);
    harm(nodes);
    const builder = new ForestBuilder(shape);
    const error = assertThrows(() => builder.addTree(nodes, 0), ModelError);
    assertMatch(error.message, says);
    assertMatch(error.message, /^Cannot use tree 0: /);
  });
}

Deno.test("a tree is refused that adds to an output that is not there", () => {
  const builder = new ForestBuilder(shape);
  assertThrows(() => builder.addTree(split(0), 1), ModelError, "output 1 of 1");
});

Deno.test("thousands of outputs are refused where there are fewer trees", () => {
  const builder = new ForestBuilder({ ...shape, outputs: 5000 });
  builder.addTree(split(0), 4999);
  assertThrows(() => builder.build(), ModelError, "5000 outputs");
});

Deno.test("a tree as deep as it has nodes is walked", () => {
  const depth = 100_000;
  const nodes: TreeNodes = {
    left: new Int32Array(2 * depth + 1).fill(-1),
    right: new Int32Array(2 * depth + 1).fill(-1),
    feature: new Int32Array(2 * depth + 1),
    threshold: new Float64Array(2 * depth + 1).fill(7),
    flags: new Uint8Array(2 * depth + 1),
  };
  for (let level = 0; level < depth; level++) {
    nodes.left[2 * level] = 2 * level + 2;
    nodes.right[2 * level] = 2 * level + 1;
  }
  const builder = new ForestBuilder(shape);
  builder.addTree(nodes, 0);
  assertEquals(answers(builder.build(), [0]), [7]);
});
