import { assertEquals, assertThrows } from "@std/assert";
import { LineCounter } from "yaml";
import { ModelError } from "../../mlflow/errors.ts";
import { parseYaml } from "../../mlflow/parse_yaml.ts";

function parse(text: string, maxModelBytes: number = 2 ** 28): unknown {
  const lineCounter = new LineCounter();
  return parseYaml(text, "MLmodel", { lineCounter, maxModelBytes }).toJS();
}

const refused: Readonly<Record<string, readonly [string, string]>> = {
  "a key twice": [
    "a: 1\nb: 2\na: 3",
    'line 3: key "a": it is there twice; keep one',
  ],
  "a key twice deep within": [
    "x:\n- {a: 1, a: 2}",
    'line 2: key "a": it is there twice; keep one',
  ],
  "a list for a key": ["? [a]\n: 1", "line 1: a key is not a single value"],
  "keys for keys": ["? ".repeat(100), "a key is not a single value"],
  "an alias for a key": [
    "x: &a 1\n*a : 2",
    "line 2: a key is not a single value",
  ],
  "the key __proto__": [
    "a:\n  __proto__: {b: 1}",
    'line 2: key "__proto__": no model has such a key',
  ],
  "no end": ["a: [", "line 1, column"],
};

for (const [what, [text, says]] of Object.entries(refused)) {
  Deno.test(`parseYaml refuses ${what}, and says the line`, () => {
    assertThrows(() => parse(text), ModelError, says);
  });
}

Deno.test("parseYaml takes as many characters as the limit allows, and no more", () => {
  const text = `a: ${"b".repeat(997)}`;
  assertEquals(parse(text, 64_000), { a: "b".repeat(997) });
  assertThrows(
    () => parse(`${text}b`, 64_000),
    ModelError,
    "Cannot read MLmodel: it has 1001 characters, at most 1000 are read; if the model is really so large, say so with --max-model-mb",
  );
});

Deno.test("parseYaml takes as many keys and values as the limit allows, and no more", () => {
  const text = (count: number) => `a: [${"1,".repeat(count)}]`;
  const memory = 2 ** 20;
  parse(text(300), memory);
  assertThrows(
    () => parse(text(600), memory),
    ModelError,
    "Cannot read MLmodel: it has more than 1024 keys, values and signs; if the model is really so large, say so with --max-model-mb",
  );
});

Deno.test("parseYaml compares no key with every other", () => {
  const count = 40_000;
  const text = Array.from({ length: count }, (_, i) => `k${i}: 1`).join("\n");
  const value = parse(text, 2 ** 30);
  assertEquals(Object.keys(value as object).length, count);
});

Deno.test("parseYaml refuses what is nested deeper than 500 levels at any depth", () => {
  const lists = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  parse(lists(400));
  for (const depth of [600, 1000, 1500, 2000, 3000, 30_000]) {
    assertThrows(() => parse(lists(depth)), ModelError, "Cannot read MLmodel");
    assertThrows(
      () => parse(`${"- ".repeat(depth)}a`),
      ModelError,
      "Cannot read MLmodel",
    );
    assertThrows(
      () => parse(`${"{a: ".repeat(depth)}${"}".repeat(depth)}`),
      ModelError,
      "Cannot read MLmodel",
    );
  }
});
