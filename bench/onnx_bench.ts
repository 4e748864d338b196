/**
 * Small runs of ONNX models: the whole of `predict`, without HTTP.
 *
 *     deno bench --allow-read --allow-env bench/onnx_bench.ts
 *
 * With `--allow-ffi` the native engine is measured beside the WebAssembly one.
 *
 * @module
 */
import { DataFrame, Tensor } from "../frame/mod.ts";
import type { Engine } from "../mlflow/engine.ts";
import { ortWeb } from "../mlflow/engines/ort_web.ts";
import { onnxFlavor } from "../mlflow/flavors/onnx.ts";
import { directoryStore } from "../mlflow/host/directory_store.ts";
import { ortNative } from "../mlflow/host/ort_native.ts";
import { readOrtWasm } from "../mlflow/host/ort_wasm.ts";
import { loadModel } from "../mlflow/load.ts";

const golden = new URL("../tests/golden/onnx/", import.meta.url).pathname;
const engines: Engine[] = [ortWeb(readOrtWasm)];
const { state } = await Deno.permissions.query({ name: "ffi" });
if (state === "granted") engines.push(ortNative());

for (const engine of engines) {
  const flavors = [onnxFlavor(engine)];
  const scaled = await loadModel(
    directoryStore(`${golden}logistic-zipmap`),
    flavors,
  );
  const trees = await loadModel(
    directoryStore(`${golden}forest-text-labels`),
    flavors,
  );
  const linear = await loadModel(
    directoryStore(`${golden}imputer`),
    flavors,
  );
  const group = engine.name;
  const array = new Tensor("float64", [1, 10], new Float64Array(10).fill(0.25));
  Deno.bench("1 × 10 array, imputer and linear model", { group }, async () => {
    await linear.predict(array);
  });
  for (const rows of [1, 1000]) {
    const frame = frameOf(rows, 4);
    Deno.bench(
      `${rows} × 4 frame, logistic with ZipMap`,
      { group },
      async () => {
        await scaled.predict(frame);
      },
    );
    Deno.bench(
      `${rows} × 4 frame, 12 trees with ZipMap`,
      { group },
      async () => {
        await trees.predict(frame);
      },
    );
  }
}

function frameOf(rows: number, width: number): DataFrame {
  const names = Array.from({ length: width }, (_, i) => `column ${i}`);
  const columns = names.map((_, i) => ({
    dtype: "float64" as const,
    values: Float64Array.from({ length: rows }, (_, row) => (row + i) % 7),
  }));
  return new DataFrame(names, columns);
}
