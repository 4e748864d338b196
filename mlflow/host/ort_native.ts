import type { Engine, Session, SessionOptions } from "../engine.ts";
import type { OrtRuntime } from "../engines/ort_session.ts";
import { openOrtSession } from "../engines/ort_session.ts";
import { ModelError } from "../errors.ts";

/**
 * ONNX Runtime as a native library: some four times faster than WebAssembly on
 * small graphs, and more on large ones. It is loaded when this is called, not before.
 *
 * It needs `--allow-ffi`, which ends the sandbox: native code may do whatever
 * the user may. It needs `--allow-read` of the npm cache too.
 *
 * @returns The engine.
 * @throws {ModelError} If a permission is missing, or there is no library for this machine.
 */
export async function openOrtNative(): Promise<Engine> {
  const { state } = await Deno.permissions.query({ name: "ffi" });
  if (state !== "granted") {
    throw new ModelError(
      "Cannot use the native ONNX engine: it is native code and needs --allow-ffi, which ends the sandbox; give that permission, or leave out --engine native",
    );
  }
  const runtime = await loadRuntime();
  return {
    name: "onnxruntime native",
    open(
      graph: Uint8Array<ArrayBuffer>,
      options?: SessionOptions,
    ): Promise<Session> {
      return openOrtSession(runtime, graph, options);
    },
  };
}

async function loadRuntime(): Promise<OrtRuntime> {
  // Not a literal in import(): the package is 288 MB, and a literal would make it part of every installation.
  const specifier = "onnxruntime-node";
  try {
    return await import(specifier);
  } catch (error) {
    throw new ModelError(
      "Cannot use the native ONNX engine: the package onnxruntime-node could not be loaded; check --allow-read of the npm cache and that the package supports this machine",
      { cause: error },
    );
  }
}
