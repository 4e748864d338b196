import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import { ScoringError } from "../../../runtime/errors.ts";
import { resultJson } from "../../../runtime/module/result_json.ts";

class Point {
  readonly x = 1;
}

class Hidden {
  readonly #x = 1;
  get x(): number {
    return this.#x;
  }
}

class Told extends Error {
  toJSON(): unknown {
    return { message: this.message };
  }
}

Deno.test("resultJson() writes all that JSON holds", async (t) => {
  const kept: readonly (readonly [string, unknown, string])[] = [
    ["an instance with properties", new Point(), '{"x":1}'],
    ["an object without a class", Object.create(null), "{}"],
    ["an empty object", {}, "{}"],
    ["what is absent", { a: undefined, b: null }, '{"b":null}'],
    ["a date", { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ["an address", new URL("http://a/b"), '"http://a/b"'],
    [
      "an error that says how",
      { error: new Told("why") },
      '{"error":{"message":"why"}}',
    ],
    [
      "boxed values",
      [Object(1), Object("a"), Object(2n)],
      '[1,"a",2]',
    ],
    ["digits beyond 64 bits", 2n ** 80n, "1208925819614629174706176"],
    [
      "a map of numbers",
      new Map<unknown, unknown>([[1, "a"], ["b", 2n]]),
      '{"1":"a","b":2}',
    ],
    [
      "a map with a hidden name",
      new Map([["__proto__", 1]]),
      '{"__proto__":1}',
    ],
    ["a set in a map", new Map([["s", new Set([1, 2])]]), '{"s":[1,2]}'],
    ["numbers of 4 bytes", { p: Float32Array.of(0.5) }, '{"p":[0.5]}'],
    ["bytes inside of something", { p: Uint8Array.of(1) }, '{"p":[1]}'],
    [
      "integers of 8 bytes",
      BigInt64Array.of(-(2n ** 63n)),
      "[-9223372036854775808]",
    ],
    [
      "a frame",
      { rows: DataFrame.fromColumns({ a: [1] }) },
      '{"rows":[{"a":1}]}',
    ],
    ["a tensor", new Tensor("float64", [1, 2], [1, 2]), "[[1,2]]"],
  ];
  for (const [label, value, text] of kept) {
    await t.step(label, () => assertEquals(resultJson(value), text));
  }
});

Deno.test("resultJson() refuses what JSON would lose, by its type and its name", async (t) => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const lost: readonly (readonly [string, unknown])[] = [
    ["function", () => 1],
    ["symbol", Symbol("secret")],
    ["Error", new Error("secret")],
    ["TypeError", Object.assign(new TypeError("secret"), { code: 1 })],
    ["RegExp", /secret/],
    ["Headers", new Headers({ a: "secret" })],
    ["FormData", new FormData()],
    ["URLSearchParams", new URLSearchParams("a=secret")],
    ["Request", new Request("http://secret")],
    ["Promise", Promise.resolve("secret")],
    ["Object", { then: () => {} }],
    ["WeakMap", new WeakMap()],
    ["Hidden", new Hidden()],
    ["Blob", new Blob(["secret"])],
    ["ArrayBuffer", new ArrayBuffer(8)],
    ["DataView", new DataView(new ArrayBuffer(8))],
    ["ReadableStream", ReadableStream.from(["secret"])],
    ["AsyncGenerator", async function* () {}()],
    ["Generator", function* () {}()],
    ["Array Iterator", [1].values()],
    ["Response", Response.json("secret")],
    ["Date", new Date(NaN)],
    ["Map with a key that is a Date", new Map([[new Date(0), 1]])],
    ["Map with a key that is a symbol", new Map([[Symbol("secret"), 1]])],
    [
      "Map with keys that have the same text",
      new Map<unknown, number>([[1, 1], ["1", 2]]),
    ],
  ];
  for (const [type, value] of lost) {
    await t.step(type, () => {
      const error = assertThrows(
        () => resultJson({ a: [{ here: value }] }),
        ScoringError,
      );
      assertEquals(error.code, "internal");
      const { message } = error.cause as Error;
      assertEquals(
        message.split(", which")[0],
        `Cannot write "here" of the result as JSON: it is a ${type}`,
      );
      assert(!message.includes("secret"));
    });
  }
  assertThrows(() => resultJson(cycle), ScoringError);
  const whole = assertThrows(() => resultJson(/secret/), ScoringError);
  assertMatch(
    (whole.cause as Error).message,
    /^Cannot write what run\(\) returned as JSON: it is a RegExp/,
  );
});
