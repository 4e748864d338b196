import { fromFileUrl } from "../../tools/paths.ts";
import { runCommand } from "../../tools/python_environment.ts";
import { peerEnvironment } from "../environment.ts";
import type { RandomSignature } from "../mlflow/random_signature.ts";

const SCRIPT = fromFileUrl(new URL("make_models.py", import.meta.url));

/** The signatures of the models that MLflow logs for the tests, and of the example. */
export const MODELS: Readonly<
  Record<"mixed" | "array" | "iris", RandomSignature>
> = {
  iris: {
    inputs: [
      { name: "sepal length (cm)", type: "double", required: true },
      { name: "sepal width (cm)", type: "double", required: true },
      { name: "petal length (cm)", type: "double", required: true },
      { name: "petal width (cm)", type: "double", required: true },
    ],
    params: undefined,
  },
  mixed: {
    inputs: [
      { name: "city", type: "string", required: true },
      { name: "flag", type: "boolean", required: true },
      { name: "count", type: "integer", required: true },
      { name: "size", type: "long", required: true },
      { name: "share", type: "float", required: true },
      { name: "price", type: "double", required: true },
    ],
    params: undefined,
  },
  array: {
    inputs: [{
      type: "tensor",
      "tensor-spec": { dtype: "float64", shape: [-1, 3] },
    }],
    params: undefined,
  },
};

/**
 * Logs the models with MLflow.
 *
 * @param folder Where they go, each in a folder of its name.
 */
export async function makeModels(folder: string): Promise<void> {
  const { python } = await peerEnvironment("mlflow");
  await runCommand(python, [SCRIPT, folder], {
    env: { MLFLOW_LOGGING_LEVEL: "ERROR" },
  });
}
