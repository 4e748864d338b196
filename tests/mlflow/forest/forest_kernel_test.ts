import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { addLeaves } from "../../../mlflow/forest/add_leaves.ts";
import {
  CATEGORICAL,
  DEFAULT_LEFT,
  type Forest,
  MISSING_NAN,
  MISSING_ZERO,
} from "../../../mlflow/forest/forest.ts";
import {
  ForestBuilder,
  type TreeNodes,
} from "../../../mlflow/forest/forest_builder.ts";
import { SeededRandom } from "../../tools/seeded_random.ts";

/** How a forest is made up. */
interface Plan {
  readonly seed: number;
  readonly comparison: "lt" | "le";
  readonly inputs: "float32" | "float64";
  readonly thresholds: "float32" | "float64";
  readonly features: number;
  readonly trees: number;
  readonly depth: number;
  readonly rows: number;
  readonly leaves: "values" | "weights" | "vectors" | "models";
}

const PLAN: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(),
  comparison: fc.constantFrom("lt", "le"),
  inputs: fc.constantFrom("float32", "float64"),
  thresholds: fc.constantFrom("float32", "float64"),
  features: fc.integer({ min: 1, max: 9 }),
  trees: fc.integer({ min: 1, max: 9 }),
  depth: fc.integer({ min: 0, max: 12 }),
  rows: fc.constantFrom(0, 1, 2, 3, 4, 5, 127, 128, 129, 300),
  leaves: fc.constantFrom("values", "weights", "vectors", "models"),
});
/** Values that are likely to be equal to thresholds, and odd ones. */
const VALUES = [0, -0, 0.1, Math.fround(0.1), 0.5, 1, -1, 1e39, -1e39, 1e-46];
const ODD = [NaN, Infinity, -Infinity];

function pick<T>(random: SeededRandom, values: readonly T[]): T {
  return values[Math.floor(random.next() * values.length)]!;
}

function treeOf(random: SeededRandom, plan: Plan, leafRow: () => number) {
  const left: number[] = [];
  const right: number[] = [];
  const feature: number[] = [];
  const threshold: number[] = [];
  const flags: number[] = [];
  const grow = (depth: number): number => {
    const node = left.push(-1) - 1;
    right.push(-1);
    flags.push(0);
    threshold.push(random.next());
    if (depth === 0 || random.next() < 0.2) {
      feature.push(leafRow());
      return node;
    }
    feature.push(Math.floor(random.next() * plan.features));
    threshold[node] = pick(random, VALUES);
    flags[node] = pick(random, [0, DEFAULT_LEFT, MISSING_NAN]) |
      pick(random, [0, DEFAULT_LEFT]);
    // The right one first: siblings are not side by side.
    right[node] = grow(depth - 1);
    left[node] = grow(depth - 1);
    return node;
  };
  grow(plan.depth);
  const thresholds = plan.thresholds === "float32"
    ? Float32Array
    : Float64Array;
  const nodes: TreeNodes = {
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    feature: Int32Array.from(feature),
    threshold: thresholds.from(threshold),
    flags: Uint8Array.from(flags),
  };
  return nodes;
}

function forestOf(random: SeededRandom, plan: Plan): Forest {
  const { comparison, inputs, thresholds, features, leaves } = plan;
  const outputs = 2;
  const builder = new ForestBuilder({
    comparison,
    inputPrecision: inputs,
    sumPrecision: inputs,
    features,
    outputs,
    thresholds,
  });
  let count = 0;
  for (let tree = 0; tree < plan.trees; tree++) {
    const nodes = treeOf(random, plan, () => count++);
    builder.addTree(nodes, leaves === "vectors" ? 0 : tree % outputs);
  }
  const doubles = (length: number) =>
    Float64Array.from({ length }, () => random.next());
  switch (leaves) {
    case "values":
      return builder.build();
    case "weights":
      return builder.build({ treeWeights: doubles(plan.trees) });
    case "vectors":
      return builder.build({ leafVectors: doubles(count * outputs) });
    case "models":
      return builder.build({
        leafModels: {
          constants: doubles(count),
          begins: Int32Array.from({ length: count + 1 }, (_, leaf) => leaf),
          features: new Int32Array(count),
          coefficients: doubles(count),
        },
      });
  }
}

Deno.test("a kernel reaches the leaves that the walk over the forest reaches, to the bit", () => {
  fc.assert(
    fc.property(PLAN, (plan) => {
      const random = new SeededRandom(plan.seed);
      const forest = forestOf(random, plan);
      assert(forest.kernel !== undefined);
      const type = plan.inputs === "float32" ? Float32Array : Float64Array;
      // A table may have more columns than the forest asks for.
      const columns = plan.features + pick(random, [0, 2]);
      const data = new type(plan.rows * columns);
      for (let at = 0; at < data.length; at++) {
        data[at] = pick(random, random.next() < 0.1 ? ODD : VALUES);
      }
      const rows = { data, columns, rows: plan.rows } as const;
      const range = { begin: Math.min(1, plan.trees - 1), end: plan.trees };
      for (const options of [{}, { range }]) {
        const expected = new type(plan.rows * 2);
        const found = new type(plan.rows * 2);
        const matrix = rows as Parameters<typeof addLeaves>[1];
        addLeaves({ ...forest, kernel: undefined }, matrix, {
          sums: expected,
          ...options,
        });
        addLeaves(forest, matrix, { sums: found, ...options });
        assertEquals(found, expected);
      }
    }),
    { numRuns: 300 },
  );
});

/** A forest of one split. */
function split(
  { flags = 0, threshold = 0.5, features = 1 }: {
    readonly flags?: number;
    readonly threshold?: number;
    readonly features?: number;
  },
): Forest {
  const builder = new ForestBuilder({
    comparison: "le",
    inputPrecision: "float64",
    sumPrecision: "float64",
    features,
    outputs: 1,
    thresholds: "float64",
  });
  if ((flags & CATEGORICAL) !== 0) builder.addSet(Uint32Array.of(1));
  builder.addTree({
    left: Int32Array.of(1, -1, -1),
    right: Int32Array.of(2, -1, -1),
    feature: Int32Array.of(features - 1, 0, 0),
    threshold: Float64Array.of(threshold, 1, 2),
    flags: Uint8Array.of(flags, 0, 0),
  }, 0);
  return builder.build();
}

Deno.test("what a kernel does not know is walked as before", () => {
  assertEquals(split({ flags: CATEGORICAL, threshold: 0 }).kernel, undefined);
  assertEquals(split({ flags: MISSING_ZERO }).kernel, undefined);
  assertEquals(split({ threshold: NaN }).kernel, undefined);
});

Deno.test("rows of many columns are walked by fewer at once", () => {
  const features = 200_000;
  const forest = split({ features });
  assertEquals(forest.kernel?.blockRows, 8);
  const data = new Float64Array(features * 9);
  data[features * 9 - 1] = 1;
  const sums = new Float64Array(9);
  addLeaves(forest, { data, columns: features, rows: 9 }, { sums });
  assertEquals([...sums], [1, 1, 1, 1, 1, 1, 1, 1, 2]);
});
