/**
 * Asks every recorded ONNX model with the native engine and prints what differs:
 * a program of its own, because native code needs a permission that the tests
 * do not have.
 *
 * @module
 */
import { InputError } from "../../../mlflow/errors.ts";
import { onnxFlavor } from "../../../mlflow/flavors/onnx.ts";
import { ortNative } from "../../../mlflow/host/ort_native.ts";
import {
  assertPrediction,
  decodeInput,
  folderStore,
  type GoldenCase,
  listGoldenCases,
  readGolden,
  readModelSpec,
} from "../../tools/golden.ts";

/** Where the WebAssembly engine gives the recorded bits, native kernels for another processor may not. */
const TOLERANCE = 1e-6;

const flavor = onnxFlavor(ortNative());
const differences: string[] = [];
let calls = 0;
for (const golden of listGoldenCases()) {
  if (golden.flavor === "onnx") await checkCase(golden);
}
const text = JSON.stringify({ differences, manyCalls: calls > 100 });
await new Blob([text]).stream().pipeTo(Deno.stdout.writable);

async function checkCase({ folder, name }: GoldenCase): Promise<void> {
  const golden = await readGolden(folder);
  if (golden.refused !== undefined) return;
  await using predictor = await flavor.open(
    folderStore(folder),
    readModelSpec(folder),
  );
  for (const call of golden.calls) {
    calls++;
    const tolerance = call.tolerance ?? golden.tolerance;
    const reached = tolerance === "bits" ? TOLERANCE : tolerance;
    try {
      const input = decodeInput(golden.inputs[call.input]!);
      const answer = await predictor.predict(input);
      if (call.output !== undefined) {
        assertPrediction(answer, call.output, reached);
      } else differences.push(`${name}, ${call.input}: not refused`);
    } catch (error) {
      if (call.output === undefined && error instanceof InputError) continue;
      differences.push(`${name}, ${call.input}: ${error}`);
    }
  }
}
