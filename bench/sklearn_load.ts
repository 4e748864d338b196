/**
 * Measures how long a large scikit-learn model takes to load, how fast it then
 * answers, and what it takes in memory, beside the size of its file. The
 * targets: 100 MB in less than 3 s and less than 4 times its size.
 *
 * A random forest of 109 MB, in four formats, is made by
 *
 *     python bench/sklearn_load.py /tmp/forest
 *
 * in an environment with scikit-learn, skops and joblib; then
 *
 *     deno run --allow-all bench/sklearn_load.ts /tmp/forest
 *
 * @module
 */
import { Tensor } from "../frame/mod.ts";
import { sklearn } from "../mlflow/flavors/sklearn.ts";
import { memoryStore } from "../mlflow/stores/memory_store.ts";

const [folder = ".", file] = Deno.args;

if (file === undefined) {
  for (const { name } of Deno.readDirSync(folder)) {
    // A process of its own, so that its peak of memory is that of one load.
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", import.meta.url, folder, name],
      stdout: "inherit",
      stderr: "inherit",
    });
    await command.output();
  }
} else {
  await measure(`${folder}/${file}`, file);
}

async function measure(path: string, name: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const started = performance.now();
  const predictor = await sklearn.open(memoryStore({ [name]: bytes }), {
    flavors: new Map([["sklearn", { pickled_model: name }]]),
    isSignatureFromTypeHint: false,
    keys: {},
  });
  const loadMs = performance.now() - started;
  const rows = new Tensor("float64", [100, 8], new Float64Array(800).fill(0.1));
  const asked = performance.now();
  await predictor.predict(rows);
  const predictMs = performance.now() - asked;
  const megabytes = bytes.length / 1e6;
  const peak = await peakMegabytes();
  const line = `${name}: ${megabytes.toFixed(0)} MB, loaded in ${
    loadMs.toFixed(0)
  } ms, first 100 rows in ${predictMs.toFixed(1)} ms, peak memory ${
    peak.toFixed(0)
  } MB (${(peak / megabytes).toFixed(1)} × the file); ${
    predictor.summary.structure[0]
  }\n`;
  await Deno.stdout.write(new TextEncoder().encode(line));
}

/** The greatest memory that this process had, with that of the runtime; Linux only. */
async function peakMegabytes(): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1000;
}
