/**
 * Shipping at full load on `examples/iris`: what it costs the host's requests
 * a second, how fast it is, and how long a line takes from its file to its
 * blob. The blob server shares the machine with the host and the load.
 *
 * deno run --allow-read --allow-write --allow-env --allow-sys --allow-run --allow-net=127.0.0.1 bench/shipping.ts [pairs] [seconds]
 *
 * @module
 */
import type { ContainerClient } from "@azure/storage-blob";
import { Azurite } from "../tests/tools/azurite.ts";
import { HostProcess } from "../tests/tools/host_process.ts";
import { projectPath } from "../tests/tools/paths.ts";
import { load, type LoadResult } from "./load.ts";

const [pairs = 3, seconds = 5] = Deno.args.map(Number);
const CONNECTIONS = 16;
const SAMPLE_MS = 100;
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

/** Bytes of one collection in files and in the store, at one moment. */
interface Sample {
  readonly ms: number;
  readonly spooled: number;
  readonly shipped: number;
}

const folder = await Deno.makeTempDir();
const iris = projectPath("examples/iris");
await using azurite = await Azurite.start();
const container = await azurite.newContainer();

const alone = await start("alone", []);
const toFolder = await start("folder", [
  "--datastore",
  `workspaceblobstore=file://${folder}/folder-data/store`,
]);
const toAzurite = await start("azurite", [
  "--datastore",
  `workspaceblobstore=${azurite.url}/${container.containerName}`,
]);
for (const host of [alone, toFolder, toAzurite]) await measure(host, 1000);
const ratios = { folder: [] as number[], azurite: [] as number[] };
for (let pair = 0; pair < pairs; pair++) {
  const without = await measure(alone, seconds * 1000);
  const folderResult = await measure(toFolder, seconds * 1000);
  const azuriteResult = await measure(toAzurite, seconds * 1000);
  await drained();
  ratios.folder.push(
    folderResult.requestsPerSecond / without.requestsPerSecond,
  );
  ratios.azurite.push(
    azuriteResult.requestsPerSecond / without.requestsPerSecond,
  );
  write(`collecting alone      ${shown(without)}`);
  write(`shipping to a folder  ${shown(folderResult)}`);
  write(`shipping to Azurite   ${shown(azuriteResult)}`);
}
write(`median ratio, shipping to a folder: ${median(ratios.folder)}`);
write(`median ratio, shipping to Azurite:  ${median(ratios.azurite)}`);

const samples: Sample[] = [];
let isLoading = true;
const sampling = (async () => {
  while (isLoading || samples.at(-1)!.shipped < samples.at(-1)!.spooled) {
    samples.push(await sample());
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
})();
const before = await sample();
const result = await measure(toAzurite, 2 * seconds * 1000);
isLoading = false;
await sampling;
const lags = lagsOf(samples.filter(({ shipped }) => shipped > before.shipped));
const last = samples.at(-1)!;
const spanSeconds = (last.ms - before.ms) / 1000;
const bytes = last.shipped - before.shipped;
write(
  `shipped ${2 * result.requests} events in ${spanSeconds.toFixed(1)} s: ${
    Math.round(2 * result.requests / spanSeconds)
  } events/s, ${(bytes / spanSeconds / 1e6).toFixed(1)} MB/s`,
);
write(
  `from file to blob: median ${quantile(lags, 0.5)} s, p99 ${
    quantile(lags, 0.99)
  } s`,
);
for (const host of [alone, toFolder, toAzurite]) await host.stop();
await Deno.remove(folder, { recursive: true });

async function start(
  name: string,
  args: readonly string[],
): Promise<HostProcess> {
  const dataDir = `${folder}/${name}-data`;
  await Deno.mkdir(dataDir);
  return await HostProcess.start(dataDir, [iris, "--collect", ...args], {
    environment: {
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString(),
    },
  });
}

function measure(host: HostProcess, durationMs: number): Promise<LoadResult> {
  return load({
    port: Number(new URL(host.address).port),
    path: "/score",
    body: BODY,
    connections: CONNECTIONS,
    durationMs,
  });
}

async function sample(): Promise<Sample> {
  const spooled = bytesUnder(`${folder}/azurite-data/modelDataCollector`);
  const ms = performance.now();
  return { ms, spooled, shipped: await bytesIn(container) };
}

async function drained(): Promise<void> {
  for (;;) {
    const { spooled, shipped } = await sample();
    if (shipped >= spooled) return;
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
}

/** For each sample, how long ago as much was in files as is in blobs now; in seconds, sorted. */
function lagsOf(all: readonly Sample[]): number[] {
  return all.flatMap(({ ms, shipped }) => {
    const then = all.find(({ spooled }) => spooled >= shipped);
    return then === undefined ? [] : [(ms - then.ms) / 1000];
  }).sort((a, b) => a - b);
}

async function bytesIn(of: ContainerClient): Promise<number> {
  let sum = 0;
  for await (const { properties } of of.listBlobsFlat()) {
    sum += properties.contentLength ?? 0;
  }
  return sum;
}

function bytesUnder(path: string): number {
  let sum = 0;
  for (const { name, isDirectory } of Deno.readDirSync(path)) {
    sum += isDirectory
      ? bytesUnder(`${path}/${name}`)
      : Deno.statSync(`${path}/${name}`).size;
  }
  return sum;
}

function median(values: readonly number[]): string {
  return quantile([...values].sort((a, b) => a - b), 0.5);
}

function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(3);
}

function shown({ requestsPerSecond, p99Ms, failures }: LoadResult): string {
  return `${requestsPerSecond} requests/s (p99 ${
    p99Ms.toFixed(2)
  } ms, ${failures} failed)`;
}

function write(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
