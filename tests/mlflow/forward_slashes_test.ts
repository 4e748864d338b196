import { assert, assertEquals, assertFalse } from "@std/assert";
import { directoryStore } from "../../mlflow/host/directory_store.ts";
import { xgboost } from "../../mlflow/flavors/xgboost.ts";
import { forwardSlashes } from "../../mlflow/forward_slashes.ts";
import { loadModel } from "../../mlflow/load.ts";
import { memoryStore } from "../../mlflow/mod.ts";
import { fromFileUrl } from "../tools/paths.ts";

const IRIS = fromFileUrl(new URL("../../examples/iris", import.meta.url));
const ENCODER = new TextEncoder();

Deno.test("a path with backslashes is one with slashes, unless there is such a file", async () => {
  const files = forwardSlashes(memoryStore({
    "a/b": ENCODER.encode("slash"),
    "c\\d": ENCODER.encode("backslash"),
  }));
  const read = async (path: string) =>
    new TextDecoder().decode(await files.read(path));
  assertEquals(await read("a\\b"), "slash");
  assertEquals(await read("c\\d"), "backslash");
  assert(await files.exists("a\\b"));
  assertFalse(await files.exists("a\\c"));
});

Deno.test("a model that was logged on Windows is served", async () => {
  const store = directoryStore(IRIS);
  const text = new TextDecoder().decode(await store.read("MLmodel"));
  const windows = text.replaceAll(
    /: (model\.\w+)$/gm,
    (_, file) => `: .\\${file}`,
  );
  const model = await loadModel({
    ...store,
    read: async (path) =>
      path === "MLmodel" ? ENCODER.encode(windows) : await store.read(path),
  }, [xgboost]);
  assertEquals([windows === text, model.warnings], [false, []]);
});
