import { assertEquals } from "@std/assert";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import { xgboost } from "../../../mlflow/flavors/xgboost.ts";
import { folderStore, readModelSpec } from "../../tools/golden.ts";

const iris = new URL("../../../examples/iris/", import.meta.url);
const recorded = new URL("../../golden/iris/pyfunc.json", import.meta.url);

Deno.test("the iris example predicts what MLflow predicts for the whole data set", async () => {
  const { frame, predictions } = JSON.parse(
    await Deno.readTextFile(recorded),
  );
  const predictor = await xgboost.open(folderStore(iris), readModelSpec(iris));
  const answer = await predictor.predict(DataFrame.fromSplit(frame));
  if (!(answer instanceof Tensor)) throw new Error("Expected a tensor");
  assertEquals(answer.dtype, predictions.dtype);
  assertEquals(Array.from(answer.data, Number), predictions.values);
});
