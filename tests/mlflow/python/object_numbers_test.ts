import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Tensor } from "../../../frame/mod.ts";
import { InputError } from "../../../mlflow/errors.ts";
import { allFlavors } from "../../../mlflow/flavors/all_flavors.ts";
import { loadModel } from "../../../mlflow/load.ts";
import { objectNumbers } from "../../../mlflow/python/object_numbers.ts";
import { createApp } from "../../../runtime/app.ts";
import { mlflowModel } from "../../../runtime/models/mlflow_model.ts";
import { folderStore } from "../../tools/golden.ts";
import { engine } from "../flavors/onnx/open_onnx.ts";

/** One request that MLflow's server was asked, and what it answered. */
interface Row {
  readonly model: string;
  readonly body: unknown;
  readonly status: number;
  readonly answer?: readonly number[];
}

const root = new URL("../../golden/nulls-in-inputs/", import.meta.url);
const { rows }: { rows: readonly Row[] } = JSON.parse(
  await Deno.readTextFile(new URL("table.json", root)),
);

for (const model of new Set(rows.map((row) => row.model))) {
  Deno.test(`nulls and texts in an array are answered as by MLflow's server: ${model}`, async () => {
    const store = folderStore(new URL(`${model}/`, root));
    await using loaded = await loadModel(store, allFlavors(engine));
    const app = createApp(mlflowModel(loaded, { name: model }));
    for (
      const { body, status, answer } of rows.filter((row) =>
        row.model === model
      )
    ) {
      const text = JSON.stringify(body);
      const response = await app.fetch(
        new Request("http://localhost/invocations", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: text,
        }),
      );
      const { predictions, message } = await response.json();
      assertEquals(response.status, status, `${text}: ${message}`);
      answer?.forEach((value, i) => {
        // Sums of single precision in another order.
        assertAlmostEquals(predictions[i], value, 1e-6);
      });
    }
  });
}

Deno.test("elements that are not numbers are named by their place, not by their value", () => {
  for (
    const [element, says] of [["secret", /element 1 is a text/], [
      ["secret"],
      /a list or an object/,
    ]] as const
  ) {
    const error = assertThrows(
      () => objectNumbers(new Tensor("object", [2], [1, element])),
      InputError,
    );
    assertEquals([says.test(error.message), error.message.includes("secret")], [
      true,
      false,
    ]);
  }
});
