import { assert, assertEquals } from "@std/assert";
import plugin from "./lint_plugin.ts";

interface Case {
  readonly rule: string;
  readonly path?: string;
  readonly bad: readonly string[];
  readonly good: readonly string[];
  /** Where the bad sources are allowed. */
  readonly allowedIn?: string;
}

const longCode = "function f() {}\n" + "f();\n".repeat(350);
const longTable = `export const table = [\n${"  1,\n".repeat(400)}];\n`;

const cases: readonly Case[] = [
  {
    rule: "error-message",
    bad: [
      'throw new Error("cannot read it")',
      "throw new RangeError(`Cannot read ${name}.`)",
      'throw new ModelError("Cannot read it" + name + ", which isn\'t there")',
      'throw new Error("")',
    ],
    good: [
      'throw new Error("Cannot read the model\'s file")',
      "throw new RangeError(`Cannot read ${name}: row ${row}`)",
      'throw new ScoringError("bad-input", "x-request-id must not exceed.")',
      "throw new Error(message, { cause })",
      "throw new Error(`${error}`)",
    ],
    allowedIn: "tests/collector/spool_test.ts",
  },
  {
    rule: "file-name",
    path: "collector/FileSink.ts",
    bad: ["export {}"],
    good: [],
    allowedIn: "collector/file_sink.ts",
  },
  { rule: "file-size", bad: [longCode], good: [longTable] },
  {
    rule: "max-required-args",
    bad: [
      "export function f(a: A, b: B, c: C, d: D): void {}",
      "export function f(a: A, { b }: B, [c]: C, d: D): void {}",
      "class P { constructor(a: A, b: B, c: C, d: D, e: E) {} }",
    ],
    good: [
      "export function f(a: A, b: B, options: C = {}): void {}",
      "export function f(a: A, b: B, c?: C, ...d: D[]): void {}",
      "function f(a: A, b: B, c: C, d: D): void {}",
      "class P { constructor(a: A, b: B, c: C, d: D) {} }",
    ],
    allowedIn: "bench/score.ts",
  },
  {
    rule: "no-default-export",
    bad: ["export default 1", "const a = 1; export { a as default }"],
    good: ["export const a = 1"],
    allowedIn: "examples/edge/worker.ts",
  },
  {
    rule: "no-deno-outside-host",
    bad: [
      "Deno.cwd()",
      "globalThis.Deno.cwd()",
      'import { join } from "node:path"',
      'export * from "node:path"',
      'export { join } from "node:path"',
      'await import("node:path")',
      'type P = typeof import("node:path")',
    ],
    good: ['import { Hono } from "hono"', "fetch(url)"],
    allowedIn: "collector/host/spool.ts",
  },
  {
    rule: "no-lint-ignore",
    bad: [
      "// deno-lint-ignore no-explicit-any\nlet a: any;",
      "/* deno-lint-ignore-file no-explicit-any */",
    ],
    good: ["// the word deno-lint-ignore in a sentence"],
    allowedIn: "tests/tools/assert.ts",
  },
  {
    rule: "no-skipped-tests",
    path: "tests/collector/spool_test.ts",
    bad: [
      'Deno.test.ignore("it writes", write)',
      'Deno.test.only("it writes", write)',
      'Deno.test({ name: "it writes", ignore: true, fn: write })',
      'Deno.test("it writes", { only: true }, write)',
      'await t.step({ name: "it writes", ignore: true, fn: write })',
    ],
    good: [
      'Deno.test("it writes", write)',
      'Deno.test("it writes", { permissions: { read: true } }, write)',
      "walk({ only: true })",
    ],
  },
  {
    rule: "no-top-level-arrow",
    bad: [
      "export const f = (): void => {}",
      "const f = function () {}",
    ],
    good: ["function f(): void { const g = () => {}; g(); }"],
  },
  {
    rule: "private-field",
    bad: [
      "class P { private queue = []; }",
      "class P { _queue = []; }",
      "class P { private flush() {} }",
      "class P { _flush() {} }",
      "class P { constructor(private queue: Q) {} }",
    ],
    good: [
      "class P { #queue = []; #flush() {} private constructor() {} }",
    ],
  },
];

function findings(path: string, source: string, rule: string): number {
  return Deno.lint.runPlugin(plugin, path, source)
    .filter(({ id }) => id === `${plugin.name}/${rule}`).length;
}

for (const { rule, path = "collector/spool.ts", ...sources } of cases) {
  Deno.test(`${rule} catches what it forbids, and nothing else`, () => {
    for (const source of sources.bad) {
      assert(findings(path, source, rule) > 0, source);
      if (sources.allowedIn === undefined) continue;
      assertEquals(findings(sources.allowedIn, source, rule), 0, source);
    }
    for (const source of sources.good) {
      assertEquals(findings(path, source, rule), 0, source);
    }
  });
}

Deno.test("every rule of the plugin has a case that it catches", () => {
  const tried = cases.filter(({ bad }) => bad.length > 0);
  assertEquals(tried.map(({ rule }) => rule), Object.keys(plugin.rules));
});
