import type { Engine } from "../../mlflow/engine.ts";
import { ortWeb } from "../../mlflow/engines/ort_web.ts";
import { lightgbm } from "../../mlflow/flavors/lightgbm.ts";
import { onnxFlavor } from "../../mlflow/flavors/onnx.ts";
import { sklearn } from "../../mlflow/flavors/sklearn.ts";
import { xgboost } from "../../mlflow/flavors/xgboost.ts";
import { ortNative } from "../../mlflow/host/ort_native.ts";
import { readOrtWasm } from "../../mlflow/host/ort_wasm.ts";
import type { Flavor } from "../../mlflow/mod.ts";

/** What evaluates ONNX graphs: WebAssembly, or the native library, which needs `--allow-ffi`. */
export type EngineName = "wasm" | "native";

/**
 * The flavors that a host serves, in order of preference.
 *
 * @param engine What evaluates ONNX graphs; it is loaded with the first of them.
 * @returns The list.
 */
export function hostFlavors(engine: EngineName = "wasm"): readonly Flavor[] {
  return [sklearn, xgboost, lightgbm, onnxFlavor(openEngine(engine))];
}

function openEngine(name: EngineName): Engine {
  return name === "native" ? ortNative() : ortWeb(readOrtWasm);
}
