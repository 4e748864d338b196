import { assertEquals } from "@std/assert";
import { exportedNames } from "../tools/lint/exported_names.ts";
import { crowdedFolders, strayTests, untestedFolders } from "./folder_rules.ts";
import { projectFiles, root } from "./project_files.ts";

const paths = projectFiles("", { except: ["tests/golden"] });

function exportsOf(path: string): string[] {
  const names: string[] = [];
  const reader: Deno.lint.Plugin = {
    name: "reader",
    rules: {
      exports: {
        create: () => ({
          Program: (node) => void names.push(...exportedNames(node)),
        }),
      },
    },
  };
  const text = Deno.readTextFileSync(new URL(path, root));
  Deno.lint.runPlugin(reader, path, text);
  return names;
}

Deno.test("no folder has more than 40 files of code", () => {
  assertEquals(crowdedFolders(paths), []);
});

Deno.test("a test is found where its subject is, by its subject's name", () => {
  assertEquals(strayTests(paths, exportsOf), []);
});

Deno.test("every folder that ships is tested in its mirror, or one above", () => {
  assertEquals(untestedFolders(paths), []);
});

Deno.test("a folder of 41 files is caught", () => {
  const files = Array.from({ length: 41 }, (_, i) => `tests/frame/f${i}.ts`);
  assertEquals(crowdedFolders(files), ["tests/frame has 41 files"]);
  assertEquals(crowdedFolders([...files.slice(1), "tests/frame/a.json"]), []);
});

Deno.test("a test in no mirror, one of no name and an untested folder are caught", () => {
  const planted = [
    "frame/column.ts",
    "frame/float_records.ts",
    "frame/math/softmax.ts",
    "frame/math/deep/exact_sum.ts",
    "tests/frame/column_test.ts",
    "tests/frame/write_records_test.ts",
    "tests/frame/frame_test.ts",
    "tests/frame/golden_test.ts",
    "tests/frame/hostile_columns_test.ts",
    "tests/frame/planting.ts",
    "tests/frame/hostile_rows_test.ts",
    "tests/frame/softmax_test.ts",
    "tests/frame/records/column_test.ts",
  ];
  const named = (path: string) =>
    path === "frame/float_records.ts" ? ["writeFloatRecords"] : [];
  assertEquals(strayTests(planted, named), [
    "tests/frame/hostile_rows_test.ts: nothing in frame/ has its name",
    "tests/frame/softmax_test.ts: nothing in frame/ has its name",
    "tests/frame/records/column_test.ts: there is no frame/records/",
  ]);
  assertEquals(untestedFolders(planted), ["frame/math/deep"]);
});
