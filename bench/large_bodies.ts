/**
 * How long small requests take while large ones are scored:
 * `deno run -A bench/large_bodies.ts [seconds]`.
 *
 * @module
 */
import { HostProcess } from "../tests/tools/host_process.ts";
import { projectPath } from "../tests/tools/paths.ts";

const SECONDS = Number(Deno.args[0] ?? 5);
const NAMES = ["sepal length", "sepal width", "petal length", "petal width"]
  .map((name) => `${name} (cm)`);
const ROW = [5.1, 3.5, 1.4, 0.2];
const ROWS = 100_000;
const HEADERS = { "content-type": "application/json" };

function bodyOf(rows: number): string {
  const data = Array.from({ length: rows }, () => ROW);
  return JSON.stringify({ "input_data": { columns: NAMES, data } });
}

async function ask(address: string, body: string): Promise<void> {
  const response = await fetch(`${address}/score`, {
    method: "POST",
    headers: HEADERS,
    body,
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`Status ${response.status}`);
}

/** The times of small requests, one after the other, in milliseconds, sorted. */
async function smallTimes(address: string): Promise<number[]> {
  const times: number[] = [];
  const body = bodyOf(1);
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    const started = performance.now();
    await ask(address, body);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

function told(times: readonly number[]): string {
  const at = (share: number) =>
    times[Math.floor((times.length - 1) * share)]!.toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, greatest ${at(1)} ms`;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

const dataDir = await Deno.makeTempDir();
await using host = await HostProcess.start(dataDir, [
  projectPath("examples/iris"),
  "--workers",
  "1",
]);
const large = bodyOf(ROWS);
await ask(host.address, large);
await smallTimes(host.address);
print(`small requests alone: ${told(await smallTimes(host.address))}`);
let isOver = false;
let count = 0;
const others = (async () => {
  while (!isOver) {
    await ask(host.address, large);
    count++;
  }
})();
const times = await smallTimes(host.address);
isOver = true;
await others;
print(
  `beside ${count} of ${(large.length / 1e6).toFixed(1)} MB: ${told(times)}`,
);
await host.stop();
await Deno.remove(dataDir, { recursive: true });
