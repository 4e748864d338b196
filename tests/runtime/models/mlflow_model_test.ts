import { assertAlmostEquals, assertEquals } from "@std/assert";
import { allFlavors } from "../../../mlflow/flavors/all_flavors.ts";
import { loadModel } from "../../../mlflow/load.ts";
import { createApp } from "../../../runtime/app.ts";
import { mlflowModel } from "../../../runtime/models/mlflow_model.ts";
import { engine } from "../../mlflow/flavors/onnx/open_onnx.ts";
import { folderStore } from "../../tools/golden.ts";

/** One request that MLflow's server was asked, and what it answered. */
interface Row {
  readonly model: string;
  readonly body: {
    readonly "dataframe_split": { readonly data: readonly unknown[][] };
  };
  readonly status: number;
  readonly answer?: readonly number[];
}

const root = new URL("../../golden/lookups/", import.meta.url);
const { rows }: { rows: readonly Row[] } = JSON.parse(
  await Deno.readTextFile(new URL("table.json", root)),
);
const flavors = allFlavors(engine);

/** Where Samla answers and MLflow refuses: the models, the values as JSON, and the reason. */
const DIFFERENCES: readonly (readonly [RegExp, RegExp, string])[] = [
  [
    /^(xgboost|lightgbm)-.*texts-/,
    /^(?:"a"|"10"|null)(?:,null)?$/,
    "MLflow makes no category columns, so it refuses every text; Samla makes them as the model was fitted",
  ],
  [
    /^lightgbm-.*texts-/,
    /^"(?:zz|2020-01-02)"$/,
    "a text that LightGBM has not seen is a missing value, as in a category column of pandas",
  ],
  [
    /^xgboost-class-integers-plain$/,
    /^(?:10|null)(?:,null)?$/,
    "MLflow makes no category columns, so it refuses every number; Samla makes them as the model was fitted",
  ],
  [
    /^xgboost-class-integers-signature$/,
    /^"?10"?$/,
    "as before, and the signature makes an integer of the text",
  ],
  [
    /^lightgbm-.*integers-plain$/,
    /^[\d.,nul]+$/,
    "as before, and a number that LightGBM has not seen is a missing value",
  ],
  [
    /^lightgbm-.*integers-signature$/,
    /^(?:"10"|[\d.]+|true)$/,
    "as before, and the signature makes integers of texts and truth values",
  ],
  [
    /^xgboost-booster-integers-plain$/,
    /^null$/,
    "a column of nulls alone is missing values, of whatever kind they are",
  ],
  [
    /^imputer-/,
    /^"a",null$/,
    "pandas 3 makes a null among texts NaN, which missing_values=None is not; pandas 2 keeps None, and the same models answer",
  ],
  [
    /^imputer-.*-signature$/,
    /^10,null$/,
    "as before: the signature has texts in this column",
  ],
];

/** Whether a named difference explains that what MLflow refuses is answered here. */
function isKnown({ model, body }: Row): boolean {
  const values = body.dataframe_split.data.map((cells) => cells[0]);
  const said = values.map((value) => JSON.stringify(value)).join();
  return DIFFERENCES.some(([models, asked]) =>
    models.test(model) && asked.test(said)
  );
}

for (const model of new Set(rows.map((row) => row.model))) {
  Deno.test(`values of every kind are looked up as MLflow does: ${model}`, async () => {
    const store = folderStore(new URL(`${model}/`, root));
    await using loaded = await loadModel(store, flavors);
    const app = createApp(mlflowModel(loaded, { name: model }));
    for (const row of rows.filter((row) => row.model === model)) {
      const body = JSON.stringify(row.body);
      const response = await app.fetch(
        new Request("http://localhost/invocations", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        }),
      );
      const answer = await response.json();
      if (row.answer === undefined) {
        assertEquals(
          response.status,
          isKnown(row) ? 200 : 400,
          `${body}: ${JSON.stringify(answer)}`,
        );
        continue;
      }
      assertEquals(response.status, 200, `${body}: ${JSON.stringify(answer)}`);
      assertEquals(answer.predictions.length, row.answer.length, body);
      row.answer.forEach((value, position) => {
        assertAlmostEquals(answer.predictions[position], value, 1e-6);
      });
    }
  });
}
