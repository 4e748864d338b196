/**
 * The memory of a host that collects, under full load: its resident size every
 * few seconds, and the slope of the second half, when everything is warm.
 *
 * deno run --allow-read --allow-run --allow-net=127.0.0.1 --allow-write bench/memory.ts [minutes]
 *
 * @module
 */
import { HostProcess } from "../tests/tools/host_process.ts";
import { projectPath } from "../tests/tools/paths.ts";
import { load } from "./load.ts";

const minutes = Number(Deno.args[0] ?? 10);
const STEP_MS = 5000;
const BODY = JSON.stringify({
  "input_data": {
    columns: [
      "sepal length (cm)",
      "sepal width (cm)",
      "petal length (cm)",
      "petal width (cm)",
    ],
    data: [[5.1, 3.5, 1.4, 0.2]],
  },
});

const dataDir = await Deno.makeTempDir();
const host = await HostProcess.start(dataDir, [
  projectPath("examples/iris"),
  "--collect",
]);
const port = Number(new URL(host.address).port);
const samples: { minute: number; megabytes: number }[] = [];
let requests = 0;
const started = performance.now();
while (performance.now() - started < minutes * 60_000) {
  const result = await load({
    port,
    path: "/score",
    body: BODY,
    connections: 16,
    durationMs: STEP_MS,
  });
  requests += result.requests;
  const minute = (performance.now() - started) / 60_000;
  samples.push({ minute, megabytes: await residentMegabytes(host.pid) });
}
const first = samples[0]!;
const last = samples.at(-1)!;
const second = samples.slice(Math.floor(samples.length / 2));
write(`${requests} requests in ${last.minute.toFixed(1)} minutes`);
write(
  `resident: ${first.megabytes.toFixed(0)} MB at first, ${
    Math.max(...samples.map(({ megabytes }) => megabytes)).toFixed(0)
  } MB at most, ${last.megabytes.toFixed(0)} MB at last`,
);
write(`slope of the second half: ${slope(second).toFixed(2)} MB a minute`);
await host.stop();
await Deno.remove(dataDir, { recursive: true });

async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-o", "rss=", "-p", String(pid)],
  }).output();
  return Number(new TextDecoder().decode(stdout)) / 1024;
}

/** The slope of the straight line that fits best. */
function slope(points: readonly { minute: number; megabytes: number }[]) {
  const x = points.reduce((sum, { minute }) => sum + minute, 0) / points.length;
  const y = points.reduce((sum, { megabytes }) => sum + megabytes, 0) /
    points.length;
  let above = 0;
  let below = 0;
  for (const { minute, megabytes } of points) {
    above += (minute - x) * (megabytes - y);
    below += (minute - x) ** 2;
  }
  return above / below;
}

function write(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
