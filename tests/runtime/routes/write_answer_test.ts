import { assertEquals } from "@std/assert";
import { allFlavors } from "../../../mlflow/flavors/all_flavors.ts";
import { loadModel } from "../../../mlflow/load.ts";
import { type App, createApp } from "../../../runtime/app.ts";
import { mlflowModel } from "../../../runtime/models/mlflow_model.ts";
import { openModule } from "../../../runtime/models/module_model.ts";
import { engine } from "../../mlflow/flavors/onnx/open_onnx.ts";
import { folderStore } from "../../tools/golden.ts";

const CASE = new URL(
  "../../golden/sklearn/neighbours-in-radius-regression-1.9/",
  import.meta.url,
);
const COLUMNS = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"];
const FAR = COLUMNS.map(() => 1e9);

async function answerOf(app: App, path: string, body: unknown) {
  const response = await app.fetch(
    new Request(`http://localhost${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  assertEquals(response.status, 200);
  return await response.json();
}

/** An input of FP64, each row of which is far from what was fitted, or not known. */
function inferInput(name: string, data: readonly (number | null)[]) {
  return { name, shape: [data.length, 1], datatype: "FP64", data };
}

for (const compatibility of ["strict", "better"] as const) {
  Deno.test(`no neighbour in the radius is null at every door of a model, ${compatibility}`, async () => {
    const flavors = allFlavors(engine);
    await using model = await loadModel(folderStore(CASE), flavors);
    const app = createApp(mlflowModel(model, { name: "near", compatibility }));
    const table = { columns: COLUMNS, data: [FAR] };
    assertEquals(await answerOf(app, "/score", { "input_data": table }), [
      null,
    ]);
    assertEquals(
      await answerOf(app, "/invocations", { "dataframe_split": table }),
      { predictions: [null] },
    );
    const infer = await answerOf(app, "/v2/models/near/infer", {
      inputs: COLUMNS.map((name) => inferInput(name, [1e9])),
    });
    assertEquals(infer.outputs[0].data, [null]);
  });
}

Deno.test("what a module answers has null for what JSON has no number for", async () => {
  const run = () => ({ a: NaN, b: [Infinity, 1] });
  const app = createApp(await openModule({ run }, { name: "module" }));
  assertEquals(await answerOf(app, "/score", {}), { a: null, b: [null, 1] });
});
