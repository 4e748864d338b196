import type { Engine } from "../../mlflow/engine.ts";
import { ortWeb } from "../../mlflow/engines/ort_web.ts";
import { allFlavors } from "../../mlflow/flavors/all_flavors.ts";
import type { RowLayout } from "../../mlflow/flavors/onnx.ts";
import { ortNative } from "../../mlflow/host/ort_native.ts";
import { readOrtWasm } from "../../mlflow/host/ort_wasm.ts";
import type { Flavor } from "../../mlflow/mod.ts";

/** What evaluates ONNX graphs: WebAssembly, or the native library, which needs `--allow-ffi`. */
export type EngineName = "wasm" | "native";

/** How ONNX models are served. */
export interface OnnxChoices {
  /** What evaluates graphs (default `wasm`). */
  readonly engine?: EngineName | undefined;
  /** How an output of several columns becomes rows: `flatten`, as MLflow, or one `list` a row (default `flatten`). */
  readonly rows?: RowLayout | undefined;
}

/**
 * The flavors that a host serves, in order of preference.
 *
 * @param onnx How ONNX models are served; the engine is loaded with the first of them.
 * @returns The list.
 */
export function hostFlavors(onnx: OnnxChoices = {}): readonly Flavor[] {
  const { engine = "wasm", rows = "flatten" } = onnx;
  return allFlavors(openEngine(engine), { rows });
}

function openEngine(name: EngineName): Engine {
  return name === "native" ? ortNative() : ortWeb(readOrtWasm);
}
