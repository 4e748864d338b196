import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DataFrame, Tensor } from "../../frame/mod.ts";
import { InputError, ModelError } from "../../mlflow/errors.ts";
import type { Flavor } from "../../mlflow/flavor.ts";
import { loadModel } from "../../mlflow/load.ts";
import { sampleRequest } from "../../mlflow/sample_request.ts";
import { memoryStore } from "../../mlflow/stores/memory_store.ts";

/** A flavor that sums the rows of a frame of doubles. */
function summing(name: string): Flavor {
  return {
    name,
    open: () =>
      Promise.resolve({
        summary: { library: name, structure: [] },
        predict(input) {
          if (!(input instanceof DataFrame)) {
            throw new InputError("Expected a table");
          }
          const sums = new Float64Array(input.length);
          for (const column of input.columns) {
            column.values.forEach((value, row) => {
              sums[row]! += Number(value);
            });
          }
          return new Tensor("float64", [input.length], sums);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
}

const MLMODEL = `
flavors:
  python_function: {loader_module: mlflow.lightgbm}
  xgboost: {data: model.ubj}
  lightgbm: {data: model.lgb}
saved_input_example_info:
  artifact_path: input_example.json
  serving_input_path: serving_input_example.json
signature:
  inputs: '[{"type": "double", "name": "a"}, {"type": "long", "name": "b"}]'
  outputs: null
`;
const SERVING =
  `{"dataframe_split": {"columns": ["a", "b"], "data": [[1.5, 2]]}}`;

Deno.test("loadModel takes the flavor that python_function loads, and runs the example", async () => {
  await using model = await loadModel(
    memoryStore({
      MLmodel: MLMODEL,
      "input_example.json": `{"columns": ["a", "b"], "data": [[1.5, 2]]}`,
      "serving_input_example.json": SERVING,
    }),
    [summing("xgboost"), summing("lightgbm")],
  );
  assertEquals(model.flavor, "lightgbm");
  assertEquals(model.warnings, []);
  assertEquals(model.servingInput, JSON.parse(SERVING));
  assertEquals(sampleRequest(model), {
    input_data: { columns: ["a", "b"], data: [[1.5, 2]] },
  });
});

Deno.test("loadModel keeps a warning where the model cannot predict on its example", async () => {
  await using model = await loadModel(
    memoryStore({
      MLmodel: MLMODEL,
      "serving_input_example.json": SERVING.replace('"b"', '"c"'),
    }),
    [summing("lightgbm")],
  );
  assertEquals(model.warnings.length, 1);
  assertStringIncludes(model.warnings[0]!, "missing inputs ['b']");
});

Deno.test("loadModel names the model's flavors and the served ones where none fits", async () => {
  await assertRejects(
    () => loadModel(memoryStore({ MLmodel: MLMODEL }), [summing("onnx")]),
    ModelError,
    "it has the flavors python_function, xgboost, lightgbm; those served are onnx",
  );
  await assertRejects(
    () => loadModel(memoryStore({}), [summing("onnx")]),
    ModelError,
    `Cannot read "MLmodel" of memory: no such file`,
  );
});

Deno.test("sampleRequest makes a request up from the signature", async () => {
  await using model = await loadModel(
    memoryStore({ MLmodel: MLMODEL }),
    [summing("lightgbm")],
  );
  assertEquals(sampleRequest(model, { protocol: "mlflow" }), {
    dataframe_split: { columns: ["a", "b"], data: [[0.5, 0]] },
  });
});

Deno.test("loadModel reads an example up to 16 MiB, and says so of a larger one", async () => {
  const limit = 16 * 1024 * 1024;
  const files = (size: number) => ({
    MLmodel: MLMODEL,
    "input_example.json": SERVING,
    "serving_input_example.json": SERVING.padEnd(size),
  });
  await using whole = await loadModel(memoryStore(files(limit)), [
    summing("lightgbm"),
  ]);
  assertEquals(whole.warnings, []);
  await using cut = await loadModel(memoryStore(files(limit + 1)), [
    summing("lightgbm"),
  ]);
  assertEquals(cut.servingInput, undefined);
  assertStringIncludes(cut.warnings[0] ?? "", `at most ${limit} are read`);
});

Deno.test("loadModel predicts once on the model's own example, and warns if that fails", async () => {
  const inputs: unknown[] = [];
  const failing: Flavor = {
    name: "lightgbm",
    open: () =>
      Promise.resolve({
        summary: { library: "lightgbm", structure: [] },
        predict(input) {
          inputs.push(input);
          throw new InputError("Cannot predict anything");
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  await using model = await loadModel(
    memoryStore({
      MLmodel: MLMODEL,
      "serving_input_example.json": SERVING,
    }),
    [failing],
  );
  assertEquals(inputs.length, 1);
  assertEquals(model.warnings, [
    "The model cannot predict on its own example: Cannot predict anything",
  ]);
});
