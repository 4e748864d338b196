import {
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { addLeaves } from "../../mlflow/forest/add_leaves.ts";
import { ForestBuilder } from "../../mlflow/forest/forest_builder.ts";
import { SharedWeights, useWeightPlace } from "../../mlflow/shared_weights.ts";

const SIZE = 1024;

Deno.test("SharedWeights keeps an array in shared memory, with its values", () => {
  const array = Float64Array.from({ length: SIZE }, (_, i) => i / 7);
  const kept = new SharedWeights().keep(array);
  assertEquals([...kept], [...array]);
  assertInstanceOf(kept.buffer, SharedArrayBuffer);
});

Deno.test("SharedWeights gives what another thread has loaded, bit for bit", () => {
  const array = Int32Array.from({ length: SIZE }, (_, i) => i);
  const first = new SharedWeights();
  const kept = first.keep(array);
  const second = new SharedWeights(first.arrays);
  assertStrictEquals(second.keep(array.slice()), kept);
  const other = array.slice();
  other[SIZE - 1] = -1;
  assertFalse(second.keep(other) === kept);
  assertFalse((second.keep(new Uint32Array(array)) as unknown) === kept);
  assertEquals(second.arrays.length, 3);
});

Deno.test("SharedWeights tells a zero from a negative one", () => {
  const weights = new SharedWeights();
  const zero = weights.keep(new Float64Array(SIZE));
  const negative = weights.keep(new Float64Array(SIZE).fill(-0));
  assertFalse(zero === negative);
  assertEquals(negative[0], -0);
});

Deno.test("SharedWeights leaves small arrays alone", () => {
  const array = new Uint8Array(16);
  const weights = new SharedWeights();
  assertStrictEquals(weights.keep(array), array);
  assertEquals(weights.arrays, []);
});

Deno.test("useWeightPlace() has a forest's nodes shared, and its answers are the same", () => {
  const alone = stumps();
  const weights = new SharedWeights();
  useWeightPlace(weights);
  const shared = stumps();
  useWeightPlace();
  assertEquals(weights.arrays.length, 5);
  assertStrictEquals<unknown>(shared.left, weights.arrays[0]);
  const rows = { data: Float32Array.from([0.25, 0.75]), rows: 2, columns: 1 };
  const sums = [new Float64Array(2), new Float64Array(2)] as const;
  addLeaves(alone, rows, { sums: sums[0] });
  addLeaves(shared, rows, { sums: sums[1] });
  assertEquals(sums[1], sums[0]);
});

function stumps() {
  const builder = new ForestBuilder({
    comparison: "le",
    inputPrecision: "float32",
    sumPrecision: "float64",
    features: 1,
    outputs: 1,
    thresholds: "float64",
  });
  for (let tree = 0; tree < 2000; tree++) {
    builder.addTree({
      left: Int32Array.of(1, -1, -1),
      right: Int32Array.of(2, -1, -1),
      feature: new Int32Array(3),
      threshold: Float64Array.of(0.5, tree, -tree),
      flags: new Uint8Array(3),
    }, 0);
  }
  return builder.build();
}
