import type { Engine, Session, SessionOptions } from "../engine.ts";
import { openOrtSession, type OrtRuntime } from "./ort_session.ts";

/**
 * ONNX Runtime as WebAssembly: runs wherever WebAssembly can be compiled, on
 * one thread, with no permission and no network of its own. Nothing is loaded
 * before the first graph is opened.
 *
 * An ensemble with large trees loads slowly here, by the square of a tree's
 * nodes: 0.2 s for a tree of 8,000, three minutes for one of 260,000, which the
 * native library loads in 0.3 s. It scores as fast as others.
 *
 * The runtime keeps one WebAssembly instance a process, made of the bytes of
 * the first engine that opens a graph; a later engine shares it.
 *
 * @param readWasm Gives the runtime's binary, `ort-wasm-simd-threaded.wasm` of the npm package `onnxruntime-web`; on a host that is `readOrtWasm` of `mlflow/host/ort_wasm.ts`.
 * @returns The engine.
 */
export function ortWeb(
  readWasm: () => Promise<Uint8Array<ArrayBuffer>>,
): Engine {
  let loading: Promise<OrtRuntime> | undefined;
  return {
    name: "onnxruntime wasm",
    async open(
      graph: Uint8Array<ArrayBuffer>,
      options?: SessionOptions,
    ): Promise<Session> {
      loading ??= loadRuntime(readWasm);
      return await openOrtSession(await loading, graph, options);
    },
  };
}

async function loadRuntime(
  readWasm: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<OrtRuntime> {
  const runtime = await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmBinary = await readWasm();
  // More threads need workers, which an edge has none of.
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = "fatal";
  return runtime;
}
