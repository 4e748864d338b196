/**
 * Reads the WebAssembly binary of ONNX Runtime from the npm package, where
 * `deno install` or `deno cache` put it; nothing is fetched.
 *
 * The only permission it needs is to read that one file, 14 MB:
 * `--allow-read=<folder of the npm cache>/onnxruntime-web` (`deno info` says
 * where the npm cache is; with a `node_modules` folder it is there). A compiled
 * program has the file inside if it was compiled with `--include` of it.
 *
 * @returns The bytes, for `ortWeb` of `mlflow/engines/ort_web.ts`.
 * @throws {Deno.errors.NotCapable} If the file may not be read.
 */
export async function readOrtWasm(): Promise<Uint8Array<ArrayBuffer>> {
  const address = import.meta.resolve(
    "onnxruntime-web/ort-wasm-simd-threaded.wasm",
  );
  return await Deno.readFile(new URL(address));
}
