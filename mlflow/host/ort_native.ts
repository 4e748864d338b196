import type { Engine, Session, SessionOptions } from "../engine.ts";
import { openOrtSession, type OrtRuntime } from "../engines/ort_session.ts";
import { ModelError } from "../errors.ts";

/**
 * ONNX Runtime as a native library: faster than WebAssembly, more so the larger
 * the graph. It is loaded when the first graph is opened, not before.
 *
 * It needs `--allow-ffi`, which ends the sandbox: native code may do whatever
 * the user may. It needs `--allow-read` of the npm package, too.
 *
 * @returns The engine; opening a graph throws a `ModelError` if a permission is missing, or there is no library for this machine.
 */
export function ortNative(): Engine {
  let loading: Promise<OrtRuntime> | undefined;
  return {
    name: "onnxruntime native",
    async open(
      graph: Uint8Array<ArrayBuffer>,
      options?: SessionOptions,
    ): Promise<Session> {
      loading ??= loadRuntime();
      return await openOrtSession(await loading, graph, options);
    },
  };
}

async function loadRuntime(): Promise<OrtRuntime> {
  const { state } = await Deno.permissions.query({ name: "ffi" });
  if (state !== "granted") {
    throw new ModelError(
      "Cannot use the native ONNX engine: it is native code and needs --allow-ffi, which ends the sandbox; give that permission, or use the WebAssembly engine",
    );
  }
  // Neither a literal in import() nor an entry of deno.json: the package is 288 MB, and either would make it part of every installation.
  const specifier = "npm:onnxruntime-node@1.30.0";
  try {
    return await import(specifier);
  } catch (cause) {
    throw new ModelError(
      "Cannot use the native ONNX engine: the package onnxruntime-node could not be loaded; check --allow-read of the npm packages, and that it supports this machine",
      { cause },
    );
  }
}
