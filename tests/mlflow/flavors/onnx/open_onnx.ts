import type { Engine } from "../../../../mlflow/engine.ts";
import { ortWeb } from "../../../../mlflow/engines/ort_web.ts";
import type { Predictor } from "../../../../mlflow/flavor.ts";
import {
  onnxFlavor,
  type OnnxFlavorOptions,
} from "../../../../mlflow/flavors/onnx.ts";
import { readOrtWasm } from "../../../../mlflow/host/ort_wasm.ts";
import type { FlavorConfig } from "../../../../mlflow/mlmodel.ts";
import { memoryStore } from "../../../../mlflow/stores/memory_store.ts";
import { buildGraph, ONNX_TYPES } from "../../onnx/build_graph.ts";

/** The WebAssembly engine, ready to run. */
export const engine: Engine = await startEngine();

/** Opens the engine's first graph outside of any test: the runtime makes a message port then, and keeps it. */
async function startEngine(): Promise<Engine> {
  const engine = ortWeb(readOrtWasm);
  const graph = buildGraph({
    nodes: [{ type: "Neg", inputs: ["x"], outputs: ["y"] }],
    inputs: [{ name: "x", type: ONNX_TYPES.float, dims: [-1] }],
    outputs: [{ name: "y", type: ONNX_TYPES.float }],
  });
  await using _session = await engine.open(graph);
  return engine;
}

/** Options of {@linkcode openOnnx}: the flavor's own, and what lies beside the graph. */
export interface OpenOnnxOptions extends OnnxFlavorOptions {
  /** The flavor's entry in `MLmodel`. */
  readonly config?: FlavorConfig;
  /** Files beside `model.onnx`. */
  readonly files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/** Opens a graph as an MLflow model, with the WebAssembly engine. */
export async function openOnnx(
  graph: Uint8Array<ArrayBuffer>,
  options: OpenOnnxOptions = {},
): Promise<Predictor> {
  const { config = {}, files = {}, ...flavorOptions } = options;
  const store = memoryStore({ "model.onnx": graph, ...files });
  const flavors = new Map([["onnx", config]]);
  return await onnxFlavor(engine, flavorOptions).open(store, {
    flavors,
    isSignatureFromTypeHint: false,
    keys: {},
  });
}
