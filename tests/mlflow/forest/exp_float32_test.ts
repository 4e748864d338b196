import { assertEquals, assertNotEquals } from "@std/assert";
import { expFloat32, logFloat32 } from "../../../mlflow/forest/exp_float32.ts";

const { fround } = Math;

// What glibc 2.36 gives, where it is not the float32 nearest to the true value.
const powers: readonly (readonly [number, number])[] = [
  [-27.245113372802734, 1.4709490136349812e-12],
  [-33.70710372924805, 2.2971580116348724e-15],
  [-46.173675537109375, 8.851717088273202e-21],
  [-78.45219421386719, 8.484865735000975e-35],
];

const logarithms: readonly (readonly [number, number])[] = [
  [0.9553995728492737, -0.04562562704086304],
  [0.9870102405548096, -0.013074864633381367],
  [0.9737787842750549, -0.0265711210668087],
  [0.944085419178009, -0.057538628578186035],
];

Deno.test("the exponential has the bits of C's, not those of the nearest float32", () => {
  for (const [value, expected] of powers) {
    assertEquals(expFloat32(value), expected);
    assertNotEquals(fround(Math.exp(value)), expected);
  }
});

Deno.test("the logarithm has the bits of C's, not those of the nearest float32", () => {
  for (const [value, expected] of logarithms) {
    assertEquals(logFloat32(value), expected);
    assertNotEquals(fround(Math.log(value)), expected);
  }
});

Deno.test("the exponential is right at its ends", () => {
  assertEquals(expFloat32(0), 1);
  assertEquals(expFloat32(1), fround(Math.E));
  assertEquals(expFloat32(fround(88.7)), fround(Math.exp(fround(88.7))));
  assertEquals(expFloat32(fround(88.8)), Infinity);
  assertEquals(expFloat32(Infinity), Infinity);
  assertEquals(expFloat32(-103), fround(Math.exp(-103)));
  assertEquals(expFloat32(-105), 0);
  assertEquals(expFloat32(-Infinity), 0);
  assertEquals(expFloat32(NaN), NaN);
});

Deno.test("the logarithm is right at its ends", () => {
  assertEquals(logFloat32(1), 0);
  assertEquals(logFloat32(0), -Infinity);
  assertEquals(logFloat32(-1), NaN);
  assertEquals(logFloat32(Infinity), Infinity);
  assertEquals(logFloat32(NaN), NaN);
  assertEquals(logFloat32(2 ** -149), fround(Math.log(2 ** -149)));
  assertEquals(logFloat32(2), fround(Math.LN2));
});
