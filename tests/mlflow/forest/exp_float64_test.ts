import { assertEquals, assertNotEquals } from "@std/assert";
import { expFloat64 } from "../../../mlflow/forest/exp_float64.ts";

// What glibc 2.36 gives on a processor with a fused multiply-add.
const powers: readonly (readonly [number, number])[] = [
  [4.118176886574916, 61.447115024812994],
  [-1.5042951186406053, 0.22217384485230085],
  [-4.697198791704655, 0.009120790584968846],
  [-2.84061990409916, 0.05838945887829331],
  [-2.218058453606803, 0.10882018328759067],
];

Deno.test("the exponential has the bits of C's, not those of Math.exp", () => {
  for (const [value, expected] of powers) {
    assertEquals(expFloat64(value), expected);
    assertNotEquals(Math.exp(value), expected);
  }
});

Deno.test("the exponential is right at its ends", () => {
  assertEquals(expFloat64(0), 1);
  assertEquals(expFloat64(-0), 1);
  assertEquals(expFloat64(1), Math.E);
  assertEquals(expFloat64(1e-20), 1);
  assertEquals(expFloat64(709.7), Math.exp(709.7));
  assertEquals(expFloat64(709.8), Infinity);
  assertEquals(expFloat64(Infinity), Infinity);
  assertEquals(expFloat64(-700), Math.exp(-700));
  assertEquals(expFloat64(-745), 5e-324);
  assertEquals(expFloat64(-746), 0);
  assertEquals(expFloat64(-Infinity), 0);
  assertEquals(expFloat64(NaN), NaN);
});
