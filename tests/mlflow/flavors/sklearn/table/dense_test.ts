import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { allFlavors } from "../../../../../mlflow/flavors/all_flavors.ts";
import { loadModel } from "../../../../../mlflow/load.ts";
import { createApp } from "../../../../../runtime/app.ts";
import { mlflowModel } from "../../../../../runtime/models/mlflow_model.ts";
import { folderStore } from "../../../../tools/golden.ts";
import { engine } from "../../onnx/open_onnx.ts";

/** What a fitted step was asked, and what scikit-learn answered or raised. */
interface Row {
  readonly model: string;
  readonly rows: readonly unknown[];
  readonly answer?: unknown;
  readonly error?: string;
}

const root = new URL("../../../../golden/number-texts/", import.meta.url);
const { rows }: { rows: readonly Row[] } = JSON.parse(
  await Deno.readTextFile(new URL("table.json", root)),
);
const flavors = allFlavors(engine);

/** The library's products and sums add in another order: the last digits may differ. */
const TOLERANCE = 1e-9;

function assertClose(actual: unknown, expected: unknown, message: string) {
  if (Array.isArray(expected)) {
    assert(Array.isArray(actual), message);
    assertEquals(actual.length, expected.length, message);
    expected.forEach((value, i) => assertClose(actual[i], value, message));
  } else if (typeof expected === "number") {
    assert(typeof actual === "number", message);
    assertAlmostEquals(actual, expected, TOLERANCE);
  } else if (typeof expected === "boolean") {
    assertEquals(Number(actual), Number(expected), message);
  } else assertEquals(actual, expected, message);
}

for (const model of new Set(rows.map((row) => row.model))) {
  Deno.test(`texts and nulls where numbers are wanted are those of scikit-learn: ${model}`, async () => {
    const store = folderStore(new URL(`${model}/`, root));
    await using loaded = await loadModel(store, flavors);
    const app = createApp(mlflowModel(loaded, { name: model }));
    for (const row of rows.filter((row) => row.model === model)) {
      const asked = JSON.stringify(row.rows);
      const response = await app.fetch(
        new Request("http://localhost/invocations", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body:
            `{"dataframe_split": {"columns": ["a", "b"], "data": ${asked}}}`,
        }),
      );
      const answer = await response.json();
      const message = `${asked}: ${JSON.stringify(answer)}`;
      const status = row.error === undefined ? 200 : 400;
      assertEquals(response.status, status, message);
      if (status === 200) assertClose(answer.predictions, row.answer, message);
    }
  });
}
