/**
 * Runs a graph with the engine named in the first argument and prints the
 * answer: a program of its own, so that a test chooses its permissions.
 *
 * @module
 */
import { Tensor } from "../../../frame/mod.ts";
import type { Engine } from "../../../mlflow/engine.ts";
import { ortWeb } from "../../../mlflow/engines/ort_web.ts";
import { ortNative } from "../../../mlflow/host/ort_native.ts";
import { readOrtWasm } from "../../../mlflow/host/ort_wasm.ts";
import { buildGraph, ONNX_TYPES } from "../onnx/build_graph.ts";

const { int64 } = ONNX_TYPES;
const engine: Engine = Deno.args[0] === "native"
  ? ortNative()
  : ortWeb(readOrtWasm);
const graph = buildGraph({
  nodes: [{ type: "Neg", inputs: ["x"], outputs: ["y"] }],
  inputs: [{ name: "x", type: int64, dims: [-1] }],
  outputs: [{ name: "y", type: int64 }],
});
try {
  await using session = await engine.open(graph);
  const x = new Tensor("int64", [1], BigInt64Array.of(2n ** 53n + 1n));
  const answer = await session.run({ x });
  await print({
    inputs: session.inputs,
    outputs: session.outputs,
    y: String(answer.y?.data),
  });
} catch (error) {
  await print({ error: String(error) });
}

async function print(value: unknown): Promise<void> {
  await new Blob([JSON.stringify(value)]).stream().pipeTo(Deno.stdout.writable);
}
