import { assertRejects, assertStringIncludes } from "@std/assert";
import { InputError, ModelError } from "../../../mlflow/errors.ts";
import type { Predictor } from "../../../mlflow/flavor.ts";
import { allFlavors } from "../../../mlflow/flavors/all_flavors.ts";
import {
  assertPrediction,
  decodeInput,
  folderStore,
  type Golden,
  type GoldenCall,
  type GoldenCase,
  listGoldenCases,
  readGolden,
  readModelSpec,
} from "../../tools/golden.ts";
import { engine } from "./onnx/open_onnx.ts";

const flavors = allFlavors(engine);

for (const golden of listGoldenCases()) {
  Deno.test(`${golden.flavor} answers as the library: ${golden.name}`, async () => {
    const document = await readGolden(golden.folder);
    if (document.refused !== undefined) {
      await assertRejects(() => open(golden), ModelError, document.refused);
      return;
    }
    for (const call of document.calls) await check(golden, document, call);
  });
}

function open(golden: GoldenCase, method?: string): Promise<Predictor> {
  const flavor = flavors.find((flavor) => flavor.name === golden.flavor);
  if (flavor === undefined) throw new Error(`No flavor ${golden.flavor}`);
  const { folder } = golden;
  return flavor.open(folderStore(folder), readModelSpec(folder, method));
}

async function check(
  golden: GoldenCase,
  document: Golden,
  call: GoldenCall,
): Promise<void> {
  await using predictor = await open(golden, call.method);
  const input = decodeInput(document.inputs[call.input]!);
  const where = `${call.input} ${JSON.stringify(call.params ?? {})}`;
  try {
    if (call.output === undefined) {
      const error = await assertRejects(
        async () => await predictor.predict(input, call.params),
        InputError,
      );
      const says = call.error?.says?.toLowerCase() ?? "";
      assertStringIncludes(error.message.toLowerCase(), says);
    } else {
      assertPrediction(
        await predictor.predict(input, call.params),
        call.output,
        call.tolerance ?? document.tolerance,
      );
    }
  } catch (cause) {
    throw new Error(`The call with ${where}: ${String(cause)}`, { cause });
  }
}
