/**
 * Requests a second with one worker and with two, side by side in one run:
 * pairs of short runs in alternating order, and the ratio of each pair. The
 * client runs on the same cores; `wrk` where there is one, as it takes least.
 *
 * deno run --allow-read --allow-run --allow-net=127.0.0.1 --allow-write bench/workers.ts [pairs] [seconds]
 *
 * @module
 */
import { HostProcess } from "../tests/tools/host_process.ts";
import { projectPath } from "../tests/tools/paths.ts";
import { load, type LoadOptions, type LoadResult } from "./load.ts";
import { loadByWrk } from "./wrk.ts";

const [pairs = 6, seconds = 4] = Deno.args.map(Number);
const CONNECTIONS = 16;
const ROW = [5.1, 3.5, 1.4, 0.2];
const IRIS = JSON.stringify({ "input_data": [ROW] });
const TABLE = JSON.stringify({ "input_data": Array(500).fill(ROW) });
/** Until the platform has optimised what runs. */
const WARM_UP_MS = 6000;
const folder = await Deno.makeTempDir();
const cases = [
  ["a row of iris", projectPath("examples/iris"), IRIS],
  ["500 rows of iris", projectPath("examples/iris"), TABLE],
] as const;
for (const [name, target, body] of cases) {
  await using one = await HostProcess.start(folder, [target, "--workers", "1"]);
  await using two = await HostProcess.start(folder, [target, "--workers", "2"]);
  await measure(one, body, WARM_UP_MS);
  await measure(two, body, WARM_UP_MS);
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const [first, second] = pair % 2 === 0 ? [one, two] : [two, one];
    const a = await measure(first, body, seconds * 1000);
    const b = await measure(second, body, seconds * 1000);
    const [alone, both] = first === one ? [a, b] : [b, a];
    ratios.push(both.requestsPerSecond / alone.requestsPerSecond);
    write(
      `${name}: one ${shown(alone)}   two ${shown(both)}   ratio ${
        ratios.at(-1)!.toFixed(2)
      }`,
    );
  }
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(pairs / 2)]!;
  write(`${name}: median ratio of two to one: ${median.toFixed(2)}`);
}
await Deno.remove(folder, { recursive: true });

async function measure(
  host: HostProcess,
  body: string,
  durationMs: number,
): Promise<LoadResult> {
  const options: LoadOptions = {
    port: Number(new URL(host.address).port),
    path: "/score",
    body,
    connections: CONNECTIONS,
    durationMs,
  };
  return await loadByWrk(options) ?? await load(options);
}

function shown({ requestsPerSecond, p99Ms, failures }: LoadResult): string {
  return `${requestsPerSecond}/s (p99 ${
    p99Ms.toFixed(1)
  } ms, ${failures} failed)`;
}

function write(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
