import { assertAlmostEquals, assertEquals } from "@std/assert";
import { compareAnswers } from "../../../../runtime/host/replay/compare_answers.ts";

const EXACT = 0;

for (
  const [recorded, answered] of [
    [[0, 1, 2], [0, 1, 2]],
    [{ a: 1, b: [null, "x"] }, { b: [null, "x"], a: 1 }],
    [0, -0],
    [9007199254740993n, 9007199254740993n],
    ["text", "text"],
    [null, null],
  ] as const
) {
  const shown = String(
    JSON.stringify(
      recorded,
      (_, value) => typeof value === "bigint" ? String(value) : value,
    ),
  );
  Deno.test(`compareAnswers() finds ${shown} the same`, () => {
    assertEquals(compareAnswers(recorded, answered, EXACT), {
      isEqual: true,
      path: "",
      absolute: 0,
      relative: 0,
    });
  });
}

for (
  const [recorded, answered, path] of [
    [[1, 2], [1], "the whole"],
    [[{ a: 1 }], [{ a: 2 }], "[0].a"],
    [[{ a: 1 }], [{ b: 1 }], "[0].a"],
    [{ a: { b: [1, "x"] } }, { a: { b: [1, "y"] } }, "a.b[1]"],
    [1, "1", "the whole"],
    [null, 0, "the whole"],
    [9007199254740993n, 9007199254740992n, "the whole"],
    [[], {}, "the whole"],
  ] as const
) {
  Deno.test(`compareAnswers() finds the first difference, at ${path} (${typeof recorded})`, () => {
    const { isEqual, path: found } = compareAnswers(recorded, answered, EXACT);
    assertEquals([isEqual, found], [false, path]);
  });
}

Deno.test("compareAnswers() takes numbers for the same within the tolerance, and says how far they are", () => {
  const recorded = [{ price: 100 }, { price: 0.001 }];
  const answered = [{ price: 100.5 }, { price: 0.002 }];
  const near = compareAnswers(recorded, answered, 0.01);
  assertEquals(near.isEqual, compareAnswers([1], [1], EXACT).isEqual);
  assertEquals(near.absolute, 0.5);
  assertAlmostEquals(near.relative, 0.5);
  assertEquals(compareAnswers(recorded, answered, 0.001).path, "[0].price");
});
