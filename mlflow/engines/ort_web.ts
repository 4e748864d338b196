import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { Engine, Session, SessionOptions } from "../engine.ts";
import { openOrtSession } from "./ort_session.ts";

/**
 * ONNX Runtime as WebAssembly: runs wherever WebAssembly can be compiled, on
 * one thread, with no permission and no network of its own.
 *
 * The runtime keeps one WebAssembly instance a process, made of the first
 * bytes it is given; a later engine shares it.
 *
 * @param wasm The runtime's binary: `ort-wasm-simd-threaded.wasm` of the npm package `onnxruntime-web`. On a host, `readOrtWasm()` of `mlflow/host/ort_wasm.ts` reads it.
 * @returns The engine.
 */
export function ortWeb(wasm: Uint8Array<ArrayBuffer>): Engine {
  return {
    name: "onnxruntime wasm",
    open(
      graph: Uint8Array<ArrayBuffer>,
      options?: SessionOptions,
    ): Promise<Session> {
      env.wasm.wasmBinary = wasm;
      // More threads need workers, which an edge has none of.
      env.wasm.numThreads = 1;
      env.logLevel = "fatal";
      return openOrtSession({ InferenceSession, Tensor }, graph, options);
    },
  };
}
