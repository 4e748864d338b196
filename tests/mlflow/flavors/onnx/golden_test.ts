import { assertRejects } from "@std/assert";
import { InputError, ModelError } from "../../../../mlflow/errors.ts";
import { onnxFlavor } from "../../../../mlflow/flavors/onnx.ts";
import {
  assertPrediction,
  decodeInput,
  folderStore,
  type GoldenCase,
  listGoldenCases,
  readGolden,
  readModelSpec,
} from "../../../tools/golden.ts";
import { engine } from "./open_onnx.ts";

const flavor = onnxFlavor(engine);

for (const golden of listGoldenCases()) {
  if (golden.flavor !== "onnx") continue;
  Deno.test(`the ONNX model "${golden.name}" answers as MLflow does`, async () => {
    await checkCase(golden);
  });
}

async function checkCase({ folder }: GoldenCase): Promise<void> {
  const golden = readGolden(folder);
  const opening = flavor.open(folderStore(folder), readModelSpec(folder));
  if (golden.refused !== undefined) {
    await assertRejects(() => opening, ModelError, golden.refused);
    return;
  }
  await using predictor = await opening;
  for (const call of golden.calls) {
    const input = decodeInput(golden.inputs[call.input]!);
    if (call.error !== undefined) {
      const says = call.error.says ?? "";
      await assertRejects(
        async () => await predictor.predict(input),
        InputError,
        says,
      );
      continue;
    }
    const answer = await predictor.predict(input);
    assertPrediction(answer, call.output!, call.tolerance ?? golden.tolerance);
  }
}
