/**
 * Requests a second through the whole host on `examples/iris`, with collection
 * off and on, side by side in one run: pairs of short runs in alternating
 * order, and the ratio of each pair. The client is `wrk` where there is one,
 * since it leaves most of the machine to the host; else our own.
 *
 * deno run --allow-read --allow-run --allow-net=127.0.0.1 --allow-write bench/host.ts [pairs] [seconds]
 *
 * @module
 */
import { HostProcess } from "../tests/tools/host_process.ts";
import { projectPath } from "../tests/tools/paths.ts";
import { load, type LoadResult } from "./load.ts";
import { loadByWrk } from "./wrk.ts";

const [pairs = 6, seconds = 4] = Deno.args.map(Number);
const CONNECTIONS = 16;
const BODY = JSON.stringify({
  "input_data": {
    columns: [
      "sepal length (cm)",
      "sepal width (cm)",
      "petal length (cm)",
      "petal width (cm)",
    ],
    index: [0],
    data: [[5.1, 3.5, 1.4, 0.2]],
  },
});

const dataDir = await Deno.makeTempDir();
const iris = projectPath("examples/iris");
const off = await HostProcess.start(dataDir, [iris]);
const on = await HostProcess.start(dataDir, [iris, "--collect"]);
await measure(off, 1000);
await measure(on, 1000);
const ratios: number[] = [];
for (let pair = 0; pair < pairs; pair++) {
  const first = pair % 2 === 0 ? off : on;
  const a = await measure(first, seconds * 1000);
  const b = await measure(first === off ? on : off, seconds * 1000);
  const [without, collecting] = first === off ? [a, b] : [b, a];
  ratios.push(collecting.requestsPerSecond / without.requestsPerSecond);
  write(
    `off ${shown(without)}   on ${shown(collecting)}   ratio ${
      ratios.at(-1)!.toFixed(3)
    }`,
  );
}
ratios.sort((a, b) => a - b);
write(
  `median ratio of on to off: ${ratios[Math.floor(pairs / 2)]!.toFixed(3)}`,
);
await off.stop();
await on.stop();
await Deno.remove(dataDir, { recursive: true });

async function measure(
  host: HostProcess,
  durationMs: number,
): Promise<LoadResult> {
  const options = {
    port: Number(new URL(host.address).port),
    path: "/score",
    body: BODY,
    connections: CONNECTIONS,
    durationMs,
  };
  return await loadByWrk(options) ?? await load(options);
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
