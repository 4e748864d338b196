import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  leastRightFloat32,
  leastRightFloat64,
} from "../../../mlflow/forest/least_right.ts";

const ODD = [0, -0, 1e300, -1e300, 1e-46, -1e-46, 3.4028235677973366e38];
const INFINITE = [Infinity, -Infinity];
const NUMBER = fc.oneof(
  fc.double({ noNaN: true }),
  fc.float({ noNaN: true }),
  fc.constantFrom(...ODD, ...INFINITE),
);
const SINGLE = fc.oneof(
  fc.float({ noNaN: true }),
  fc.constantFrom(...ODD.map(Math.fround), ...INFINITE),
);

Deno.test("values are below the least that goes right where they go left", () => {
  fc.assert(
    fc.property(NUMBER, NUMBER, SINGLE, (threshold, value, single) => {
      for (const comparison of ["lt", "le"] as const) {
        const isLeft = (value: number) =>
          comparison === "lt" ? value < threshold : value <= threshold;
        for (const each of [single, Math.fround(threshold)]) {
          const least = leastRightFloat32(threshold, comparison);
          assertEquals(!(each >= least), isLeft(each));
        }
        for (const each of [value, threshold]) {
          const least = leastRightFloat64(threshold, comparison);
          assertEquals(!(each >= least), isLeft(each));
        }
      }
    }),
    { numRuns: 2000 },
  );
});
