import { assertEquals } from "@std/assert";
import { InputError } from "../../../../mlflow/errors.ts";
import { onnxFlavor } from "../../../../mlflow/flavors/onnx.ts";
import { type LoadedModel, loadModel } from "../../../../mlflow/load.ts";
import {
  writeErrorAnswer,
  writeInvocationAnswer,
} from "../../../../mlflow/protocol/answers.ts";
import { parseExactJson } from "../../../../mlflow/protocol/json/exact_json.ts";
import { readInvocation } from "../../../../mlflow/protocol/invocations.ts";
import { WholeFloat } from "../../../../mlflow/protocol/json/python_float.ts";
import { INPUT_ERROR_KIND, STATUS_OF } from "../../../../runtime/errors.ts";
import {
  folderStore,
  type GoldenCase,
  listGoldenCases,
  readGolden,
} from "../../../tools/golden.ts";
import { asJson } from "../../../tools/as_json.ts";
import { engine } from "./open_onnx.ts";

/** One request in `requests.json`, with the answer of MLflow's scoring server. */
interface RecordedRequest {
  readonly body: string;
  readonly status: number;
  /** JSON text, if it answered. */
  readonly answer?: string;
  /** The error code, if it refused. */
  readonly code?: string;
}

for (const golden of listGoldenCases()) {
  if (!golden.name.startsWith("served-") || golden.flavor !== "onnx") continue;
  Deno.test(`requests to the ONNX model "${golden.name}" are answered as by MLflow's server`, async () => {
    await checkRequests(golden);
  });
}

async function checkRequests({ folder }: GoldenCase): Promise<void> {
  const file = new URL("requests.json", folder);
  const requests: RecordedRequest[] = JSON.parse(
    await Deno.readTextFile(file),
  );
  const { tolerance } = await readGolden(folder);
  await using model = await loadModel(folderStore(folder), [
    onnxFlavor(engine),
  ]);
  for (const { body, status, answer, code } of requests) {
    const seen = await ask(model, body);
    assertEquals(seen.status, status, body);
    if (answer === undefined) {
      assertEquals(JSON.parse(seen.body)["error_code"], code, body);
    } else {
      const digits = tolerance === "bits" ? 17 : 6;
      const json = rounded(parseExactJson(seen.body), digits);
      assertEquals(json, rounded(parseExactJson(asJson(answer)), digits), body);
    }
  }
}

async function ask(
  model: LoadedModel,
  body: string,
): Promise<{ status: number; body: string }> {
  try {
    const { input, params, wrapped } = readInvocation(
      new TextEncoder().encode(body),
      "application/json",
      model.signature,
    );
    const prediction = await model.predict(input, params);
    return {
      status: 200,
      body: writeInvocationAnswer(prediction, { wrapped }),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const status = STATUS_OF[INPUT_ERROR_KIND[error.code]];
    return { status, body: writeErrorAnswer(error) };
  }
}

/** Numbers with a point as texts of so many decimals; whole numbers, however large, as they are. */
function rounded(value: unknown, digits: number): unknown {
  if (value instanceof WholeFloat) return value.value.toFixed(digits);
  if (typeof value === "number" && !Number.isInteger(value)) {
    return value.toFixed(digits);
  }
  if (Array.isArray(value)) return value.map((item) => rounded(item, digits));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, rounded(item, digits)]),
  );
}
