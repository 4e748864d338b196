/**
 * What it costs to keep a module apart, and what it is good for, in one run:
 * requests a second in the host and in processes of its own, side by side, for
 * a module that does next to nothing and one that computes for a while; how long
 * probes and others wait while a request computes without end; how near to its
 * limit a deadline is kept; and whether anybody else fails where one request in
 * a hundred throws late.
 *
 * deno run -A bench/isolation.ts [pairs] [seconds]
 *
 * @module
 */
import { HostProcess } from "../tests/tools/host_process.ts";
import { isolatedHost } from "../tests/tools/isolated_host.ts";
import { load, type LoadOptions, type LoadResult } from "./load.ts";
import { loadByWrk } from "./wrk.ts";

const [pairs = 6, seconds = 4] = Deno.args.map(Number);
const CONNECTIONS = 16;
const TIMEOUT_MS = 500;
const REQUESTS = 10_000;
const MODULE = `
import { Collector } from "@samla/samla";
const inputs = new Collector({ name: "model_inputs" });
export function run(text: string) {
  const { what, steps = 0 } = JSON.parse(text);
  if (what === "loop") for (;;);
  if (what === "late") setTimeout(() => { throw new Error("late"); }, 1);
  if (what === "collect") inputs.collect([{ a: 1, b: "text" }]);
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += Math.sqrt(i);
  return sum;
}
`;

const folder = await Deno.makeTempDir();
await Deno.mkdir(`${folder}/data`);
await Deno.writeTextFile(`${folder}/score.ts`, MODULE);
const quiet = ["--log-requests", "0", "--log-level", "error"];
{
  await using none = await HostProcess.start(`${folder}/data`, [
    `${folder}/score.ts`,
    "--collect",
    "--workers",
    "1",
    ...quiet,
  ]);
  await using apart = await isolatedHost(folder, ["--collect", ...quiet]);
  for (
    const [name, body] of [
      ["a module that answers at once", "{}"],
      ["a module that collects", '{"what":"collect"}'],
      ["a module that computes for 0.1 ms", '{"steps":20000}'],
      ["a module that computes for 1 ms", '{"steps":200000}'],
    ] as const
  ) await compare(name, { none, apart, body });
}
{
  await using apart = await isolatedHost(folder, [
    "--timeout-ms",
    String(TIMEOUT_MS),
    ...quiet,
  ]);
  await probe(apart);
  await apart.stop();
}
{
  await using apart = await isolatedHost(folder, quiet);
  await throwLate(apart);
  await apart.stop();
}
await Deno.remove(folder, { recursive: true });

async function compare(
  name: string,
  { none, apart, body }: {
    readonly none: HostProcess;
    readonly apart: HostProcess;
    readonly body: string;
  },
): Promise<void> {
  await measure(none, body, 1000);
  await measure(apart, body, 1000);
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const [first, second] = pair % 2 === 0 ? [none, apart] : [apart, none];
    const a = await measure(first, body, seconds * 1000);
    const b = await measure(second, body, seconds * 1000);
    const [inside, outside] = first === none ? [a, b] : [b, a];
    ratios.push(outside.requestsPerSecond / inside.requestsPerSecond);
    write(`${name}: none ${shown(inside)}   worker ${shown(outside)}`);
  }
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(pairs / 2)]!;
  write(`${name}: median ratio of worker to none: ${median.toFixed(2)}`);
}

/** Probes, and others, while a request computes without end. */
async function probe(host: HostProcess): Promise<void> {
  const probes: number[] = [];
  const others: number[] = [];
  const late: number[] = [];
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    let isOver = false;
    const looping = ask(host, '{"what":"loop"}').then(({ ms }) => {
      isOver = true;
      late.push(ms - TIMEOUT_MS);
    });
    while (!isOver && performance.now() - started < 2 * TIMEOUT_MS) {
      probes.push(await timeOf(() => fetch(host.address)));
      others.push((await ask(host, "{}")).ms);
    }
    await looping;
  }
  write(
    `while a request computes without end: GET / p99 ${
      p99(probes)
    } ms (${probes.length}), others p99 ${p99(others)} ms, greatest ${
      Math.max(...others).toFixed(0)
    } ms; its deadline is kept within ${Math.max(...late).toFixed(0)} ms`,
  );
}

async function throwLate(host: HostProcess): Promise<void> {
  let failed = 0;
  let next = 0;
  const lane = async () => {
    while (next < REQUESTS) {
      const isLate = next++ % 100 === 0;
      const { status } = await ask(host, isLate ? '{"what":"late"}' : "{}");
      if (status !== 200) failed++;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  const took = (performance.now() - started) / 1000;
  const metrics = await (await fetch(`${host.address}/metrics`)).text();
  const ended = /^samla_module_processes_ended_total (\d+)/m.exec(metrics)?.[1];
  write(
    `${REQUESTS} requests, one in a hundred of which throws late: ${failed} failed, ${ended} processes replaced, ${
      took.toFixed(1)
    } s`,
  );
}

async function ask(
  host: HostProcess,
  body: string,
): Promise<{ status: number; ms: number }> {
  let status = 0;
  const ms = await timeOf(async () => {
    const response = await fetch(`${host.address}/score`, {
      method: "POST",
      body,
    });
    status = response.status;
    return response;
  });
  return { status, ms };
}

async function timeOf(request: () => Promise<Response>): Promise<number> {
  const started = performance.now();
  await (await request()).bytes();
  return performance.now() - started;
}

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

function p99(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * 0.99)] ?? NaN).toFixed(1);
}

function shown(
  { requestsPerSecond, medianMs, p99Ms, failures }: LoadResult,
): string {
  return `${requestsPerSecond}/s (median ${medianMs.toFixed(2)} ms, p99 ${
    p99Ms.toFixed(1)
  } ms, ${failures} failed)`;
}

function write(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
