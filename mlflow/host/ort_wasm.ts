/**
 * Reads the WebAssembly binary of ONNX Runtime out of the npm package
 * `onnxruntime-web`, where `deno install` or `deno cache` put it; nothing is
 * fetched.
 *
 * The one permission it needs is to read that file, 14 MB. It is below the npm
 * cache that `deno info` names, or below `node_modules`:
 * `--allow-read=<that folder>`.
 *
 * @returns The bytes; `ortWeb` of `mlflow/engines/ort_web.ts` takes this function.
 * @throws {Deno.errors.NotCapable} If the file may not be read.
 */
export async function readOrtWasm(): Promise<Uint8Array<ArrayBuffer>> {
  // Only the files of a package that the program imports can be resolved.
  await import("onnxruntime-web/wasm");
  const address = import.meta.resolve(
    "onnxruntime-web/ort-wasm-simd-threaded.wasm",
  );
  return await Deno.readFile(new URL(address));
}
