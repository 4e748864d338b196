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
    rule: "close-is-dispose",
    bad: [
      "class Spool { close() {} }",
      "class Spool { async close(): Promise<void> {} [Symbol.iterator]() {} }",
      "export class Lock { release(): void {} }",
    ],
    good: [
      "class Spool { close() {} [Symbol.asyncDispose]() { return this.close(); } }",
      "class Lock { [Symbol.dispose]() {} }",
      "class Shipper { stop(deadlineMs: number) {} #close() {} }",
    ],
    allowedIn: "tests/tools/fault_proxy.ts",
  },
  {
    rule: "error-message",
    bad: [
      'throw new Error("cannot read it")',
      "throw new RangeError(`Cannot read ${name}.`)",
      'throw new ModelError("Cannot read it" + name + ", which isn\'t there")',
      'throw new Error("")',
      'throw new InputError("no such column")',
      'throw new ScoringError("bad-input", "The body is empty.", { cause })',
    ],
    good: [
      'throw new Error("Cannot read the model\'s file")',
      "throw new RangeError(`Cannot read ${name}: row ${row}`)",
      'throw new ScoringError("internal", INTERNAL_FAILURE, { cause })',
      'throw new ScoringError("bad-input", "Cannot read the body")',
      "throw new Error(message, { cause })",
      "throw new Error(`${error}`)",
    ],
    allowedIn: "mlflow/protocol/casts/cast_scalars.ts",
  },
  {
    rule: "export-comment",
    bad: [
      "export function f(): void {}",
      "// a remark\nexport const limit = 1;",
      "/* a remark */ export interface Options {}",
    ],
    good: [
      "/** Does it. */\nexport function f(): void {}",
      "/** The most. */ export const limit = 1;",
      'export { f } from "./f.ts";',
      "function f(): void {}",
    ],
    allowedIn: "tests/tools/paths.ts",
  },
  {
    rule: "file-name",
    path: "collector/FileSink.ts",
    bad: ["export {}", "export class FileSink {}"],
    good: [],
    allowedIn: "tests/collector/file_sink.ts",
  },
  {
    rule: "file-name",
    path: "collector/read_sinks.ts",
    bad: [
      "export function sleep(): void {}",
      "export function sinkRead(): void {}",
      'export { read } from "./sinks.ts"; export type Sinks = string;',
      "export const read = 1, sinks = 2;",
    ],
    good: [
      "export function readSink(): void {}",
      "export async function readFileSinks(): Promise<void> {}",
      "const a = 1; export { a as readSinks }",
      "export interface ReadSinkOptions {}",
      "function sleep(): void {} sleep();",
    ],
    allowedIn: "tests/collector/sleeping.ts",
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
    rule: "no-endless-wait",
    bad: [
      "await Promise.race([model.score(request), rejectAfter(deadlineMs)])",
      "await Promise.any(answers)",
      "await new Promise((resolve) => setTimeout(resolve, ms))",
      "await new Promise((resolve) => { setInterval(() => resolve(), ms); })",
    ],
    good: [
      "await Promise.all(answers)",
      "setTimeout(() => flush(), ms)",
      `await new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        signal.onabort = () => { clearTimeout(timer); resolve(); };
      })`,
    ],
    allowedIn: "tests/tools/fault_proxy.ts",
  },
  {
    rule: "no-error-text",
    bad: [
      'try { f(); } catch (error) { if (String(error).includes("timeout")) g(); }',
      'try { f(); } catch (e) { if (e.message.startsWith("No")) g(); }',
      "if (/timeout/i.test(error.message)) g();",
      'if (error.message.toLowerCase().includes("timeout")) g();',
      'if (error.message === "timeout") g();',
      "if (`${1}` === error.message) g();",
    ],
    good: [
      'if (error instanceof RangeError && error.code === "timeout") g();',
      'if (line.includes("timeout") && /a/.test(line)) g();',
      "log(error.message.trim());",
    ],
    allowedIn: "tests/tools/fault_proxy.ts",
  },
  {
    rule: "no-http-below-runtime",
    bad: [
      "class MissingColumn extends Error { statusCode = 400; }",
      "class MissingColumn extends InputError { readonly status = missing; }",
      "const statuses = { BAD_REQUEST: 400 };",
      "throw new InputError(message, { status: 400 });",
      "export function f(): unknown { return new Response(text); }",
      "export function f(): unknown { return Response.json({}); }",
      'import { Hono } from "hono";',
    ],
    good: [
      'const result = { status: "retry", limit: 64 };',
      "class TrackingError extends Error { readonly status: number | undefined; }",
      "const response: Response = await fetch(url);",
    ],
    allowedIn: "tests/tools/tracking_server.ts",
  },
  {
    rule: "no-http-below-runtime",
    path: "runtime/errors.ts",
    bad: ["class MissingColumn extends Error { statusCode = 400; }"],
    good: ['const statuses = { "bad-input": 400 };', "new Response(text)"],
  },
  {
    rule: "no-import-effects",
    bad: [
      "export const settings = loadSettings(); function loadSettings() {}",
      'import { open } from "./store.ts"; export const store = open("a");',
      'import { Store } from "./store.ts"; const store = new Store(); export { store }',
      "export class Store { static #only = new Store(); }",
      "export class Store { static { register(); } }",
      'export const name = Deno.env.get("NAME");',
      'export const name = ask("NAME"); function ask(n) { return Deno.env.get(n); }',
      "export const startMs = Date.now();",
      "export const start = new Date();",
      "export const id = crypto.randomUUID();",
      "export const rows = [1].map((row) => row * Math.random());",
      "export const model = await load();",
      "export const a = 1; flavors.push(a);",
      'export * from "./store.ts"; register();',
      "export const a = 1; for (const b of [a]) console.log(b);",
    ],
    good: [
      "export function now(): number { return Date.now(); }",
      "export class Store { #id = crypto.randomUUID(); now = () => Date.now(); }",
      "export const limits = new Map([[1, 2n ** 64n]]), words = /a/;",
      "export const epoch = new Date(0), tenth = Math.fround(0.1);",
      'import * as v from "valibot"; export const schema = v.object({ a: v.string() });',
      "export const kind = kindOf(64); function kindOf(bits) { return bits; }",
      "export let file: Deno.FsFile | undefined;",
      'import { serve } from "./serve.ts"; await serve(Deno.args);',
    ],
    allowedIn: "tests/tools/paths.ts",
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
    rule: "no-patched-method",
    bad: [
      "model.predict = collected(model.predict)",
      "model.predict = (input) => predict(input)",
      "Model.prototype.predict = function () {}",
      "model.predict = model.predict.bind(other)",
    ],
    good: [
      "worker.onmessage = ({ data }) => take(data)",
      "this.#wake = () => resolve()",
      "row.cells = cellsOf(row.text)",
      "sums[name] = sum(sums[name], counters)",
    ],
    allowedIn: "tests/tools/fault_proxy.ts",
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
  {
    rule: "test-name",
    path: "tests/collector/spool_test.ts",
    bad: [
      'Deno.test("spool", write)',
      'Deno.test("test collector 2", write)',
      "Deno.test(`writing ${name}`, write)",
      'Deno.test({ name: "a spool writes lines.", fn: write })',
    ],
    good: [
      'Deno.test("a spool keeps lines in order", write)',
      "Deno.test(`${name} is refused`, write)",
      'Deno.test({ name: "a spool writes lines", fn: write })',
      "Deno.test(label, write)",
      'pattern.test("spool")',
    ],
  },
];

function findings(path: string, source: string, rule: string): number {
  return Deno.lint.runPlugin(plugin, path, source)
    .filter(({ id }) => id === `${plugin.name}/${rule}`).length;
}

for (const { rule, path = "collector/spool.ts", ...sources } of cases) {
  Deno.test(`${rule} catches in ${path} what it forbids, and nothing else`, () => {
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
  assertEquals(
    [...new Set(tried.map(({ rule }) => rule))],
    Object.keys(plugin.rules),
  );
});
