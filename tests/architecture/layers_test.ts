import { assert, assertEquals } from "@std/assert";
import { type ImportGraph, readImportGraph } from "./import_graph.ts";
import {
  circularFolders,
  circularModules,
  forbiddenArrows,
  machineNeeds,
} from "./layer_rules.ts";
import { edgeEntries, productionModules } from "./project_files.ts";

const graph = await readImportGraph();

Deno.test("the graph has every module that ships", () => {
  assertEquals(
    productionModules().filter((path) => !graph.has(path)),
    [],
  );
  const [from, typesOf] = ["collector/collector.ts", "collector/collection.ts"];
  assert(graph.get(from)?.includes(typesOf), "imports of types are left out");
});

Deno.test("every arrow between the layers is one that the design has", () => {
  assertEquals(forbiddenArrows(graph), []);
});

Deno.test("nothing at the edge reaches a machine", () => {
  const entries = edgeEntries();
  assert(entries.includes("mod.ts"));
  assertEquals(entries.flatMap((entry) => machineNeeds(graph, entry)), []);
});

Deno.test("no module and no folder imports itself by a circle", () => {
  assertEquals(circularModules(graph), []);
  assertEquals(circularFolders(graph), []);
});

function graphOf(...arrows: readonly [string, string][]): ImportGraph {
  const planted = new Map<string, string[]>();
  for (const [from, to] of arrows) {
    planted.set(from, [...planted.get(from) ?? [], to]);
  }
  return planted;
}

const forbidden: readonly [from: string, to: string][] = [
  ["collector/collector.ts", "mlflow/signature.ts"],
  ["mlflow/signature.ts", "collector/collector.ts"],
  ["collector/collector.ts", "runtime/model.ts"],
  ["mlflow/host/worker.ts", "runtime/model.ts"],
  ["ground/is_record.ts", "frame/column.ts"],
  ["ground/is_record.ts", "npm:/hono@4.13.19"],
  ["ground/is_record.ts", "node:path"],
  ["frame/column.ts", "collector/collector.ts"],
  ["frame/column.ts", "npm:/hono@4.13.19"],
  ["frame/column.ts", "node:path"],
  ["runtime/app.ts", "runtime/host/main.ts"],
  ["runtime/app.ts", "collector/host/spool.ts"],
  ["mod.ts", "runtime/host/main.ts"],
  ["collector/host/spool.ts", "mlflow/host/worker.ts"],
  ["runtime/app.ts", "tests/tools/assert.ts"],
  ["runtime/app.ts", "examples/credit/score.ts"],
  ["utils/text.ts", "frame/column.ts"],
];

for (const [from, to] of forbidden) {
  Deno.test(`an import of ${to} by ${from} is caught`, () => {
    assertEquals(forbiddenArrows(graphOf([from, to])).length, 1);
  });
}

Deno.test("the arrows of the design pass", () => {
  const allowed = graphOf(
    ["collector/collector.ts", "frame/mod.ts"],
    ["frame/column.ts", "ground/is_record.ts"],
    ["runtime/app.ts", "mlflow/load_model.ts"],
    ["runtime/host/main.ts", "collector/host/spool.ts"],
    ["runtime/host/main.ts", "runtime/app.ts"],
    ["collector/host/spool.ts", "node:path"],
    ["runtime/app.ts", "npm:/hono@4.13.19"],
    ["mod.ts", "runtime/app.ts"],
  );
  assertEquals(forbiddenArrows(allowed), []);
});

Deno.test("a host and a node: import behind an edge entry are caught", () => {
  const planted = graphOf(
    ["mod.ts", "mlflow/load_model.ts"],
    ["mlflow/load_model.ts", "mlflow/host/folder.ts"],
    ["mlflow/load_model.ts", "node:path"],
  );
  assertEquals(machineNeeds(planted, "mod.ts"), [
    "mlflow/load_model.ts -> node:path",
    "mod.ts reaches mlflow/host/folder.ts",
  ]);
});

Deno.test("circles of modules and of folders are caught", () => {
  const planted = graphOf(
    ["mlflow/forest/a.ts", "mlflow/python/b.ts"],
    ["mlflow/python/c.ts", "mlflow/forest/d.ts"],
  );
  assertEquals(circularModules(planted), []);
  assertEquals(circularFolders(planted), [
    "mlflow/forest/ -> mlflow/python/ -> mlflow/forest/",
  ]);
  assertEquals(
    circularModules(graphOf(["a.ts", "b.ts"], ["b.ts", "a.ts"])),
    ["a.ts -> b.ts -> a.ts"],
  );
});
