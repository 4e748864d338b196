/**
 * Requests a second of `mlflow models serve` and of `samla serve` on
 * `examples/iris`, one worker each, side by side in one run: pairs of short runs
 * in alternating order, and the ratio of each pair.
 *
 * deno run --allow-read --allow-run --allow-env --allow-net=127.0.0.1 --allow-write bench/peers.ts [pairs] [seconds]
 *
 * @module
 */
import { peerEnvironment } from "../tests/conformance/environment.ts";
import { serveWithMlflow } from "../tests/conformance/serve/serve_with_mlflow.ts";
import { HostProcess } from "../tests/tools/host_process.ts";
import { projectPath } from "../tests/tools/paths.ts";
import { load, type LoadResult } from "./load.ts";

const [pairs = 3, seconds = 5] = Deno.args.map(Number);
const CONNECTIONS = 16;
const iris = projectPath("examples/iris");
const body = await Deno.readTextFile(`${iris}/serving_input_example.json`);

const { bin } = await peerEnvironment("mlflow");
const dataDir = await Deno.makeTempDir();
await using mlflow = await serveWithMlflow(bin, iris);
await using samla = await HostProcess.start(dataDir, [iris]);
await measure(mlflow, 1000);
await measure(samla, 1000);
const ratios: number[] = [];
for (let pair = 0; pair < pairs; pair++) {
  const first = pair % 2 === 0 ? mlflow : samla;
  const a = await measure(first, seconds * 1000);
  const b = await measure(first === mlflow ? samla : mlflow, seconds * 1000);
  const [theirs, ours] = first === mlflow ? [a, b] : [b, a];
  ratios.push(ours.requestsPerSecond / theirs.requestsPerSecond);
  write(
    `mlflow ${shown(theirs)}   samla ${shown(ours)}   ratio ${
      ratios.at(-1)!.toFixed(1)
    }`,
  );
}
ratios.sort((a, b) => a - b);
write(
  `median ratio of samla to mlflow: ${
    ratios[Math.floor(pairs / 2)]!.toFixed(1)
  }`,
);
await Deno.remove(dataDir, { recursive: true });

function measure(
  host: { readonly address: string },
  durationMs: number,
): Promise<LoadResult> {
  return load({
    port: Number(new URL(host.address).port),
    path: "/invocations",
    body,
    connections: CONNECTIONS,
    durationMs,
  });
}

function shown(result: LoadResult): string {
  const { requestsPerSecond, medianMs, p99Ms, failures } = result;
  return `${requestsPerSecond} requests/s (median ${
    medianMs.toFixed(2)
  } ms, p99 ${p99Ms.toFixed(2)} ms, ${failures} failed)`;
}

function write(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
