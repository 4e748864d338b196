/**
 * Measures the time from starting the command to its first answer, and what it
 * is made of: the runtime itself, the program's modules, the model, the first
 * request. Dependencies are cached; each number is the median of several runs.
 *
 * deno run --allow-read --allow-run --allow-net=127.0.0.1 --allow-write bench/start.ts
 *
 * @module
 */
import { HostProcess } from "../tests/tools/host_process.ts";
import { projectPath } from "../tests/tools/paths.ts";

const RUNS = 9;
const BODY = await Deno.readTextFile(
  projectPath("examples/iris/serving_input_example.json"),
);

const empty = await median(() => runToEnd(["eval", ""]));
const modules = await median(() =>
  runToEnd([
    "run",
    "--allow-read",
    "--allow-env",
    projectPath("runtime/host/main.ts"),
    "--version",
  ])
);
const listening: number[] = [];
const total = await median(async () => {
  const dataDir = await Deno.makeTempDir();
  const started = performance.now();
  const host = await HostProcess.start(dataDir, [
    projectPath("examples/iris"),
    "--collect",
  ]);
  listening.push(performance.now() - started);
  const response = await fetch(`${host.address}/invocations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: BODY,
  });
  await response.text();
  const elapsed = performance.now() - started;
  await host.stop();
  await Deno.remove(dataDir, { recursive: true });
  return elapsed;
});
listening.sort((a, b) => a - b);
const ready = listening[Math.floor(RUNS / 2)]!;
const lines = [
  ["the runtime alone", empty],
  ["the program's modules", modules - empty],
  ["model, collection, listening", ready - modules],
  ["the first request", total - ready],
  ["start to first answer", total],
] as const;
for (const [label, ms] of lines) {
  write(`${label.padEnd(30)} ${ms.toFixed(0).padStart(5)} ms`);
}

async function median(run: () => Promise<number>): Promise<number> {
  await run();
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) times.push(await run());
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
}

async function runToEnd(args: string[]): Promise<number> {
  const started = performance.now();
  await new Deno.Command(Deno.execPath(), { args }).output();
  return performance.now() - started;
}

function write(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
