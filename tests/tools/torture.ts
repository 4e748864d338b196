import { Azurite } from "./azurite.ts";
import { AnsweredLoad } from "./answered_load.ts";
import { compareDelivered, type Delivered } from "./delivered.ts";
import { type Fault, FaultProxy } from "./fault_proxy.ts";
import { HostProcess } from "./host_process.ts";
import { projectPath } from "./paths.ts";
import { SeededRandom } from "./seeded_random.ts";

/** How hard to try. */
export interface TortureOptions {
  /** What all random numbers begin with. */
  readonly seed: number;
  /** How often a host is killed with -9, and started again. */
  readonly kills: number;
  /** The share of requests to the store that meet a fault. */
  readonly faultRate: number;
  /** Which faults there are; all if absent. */
  readonly faults?: readonly Fault[];
  /** How long the store is away, once, in the middle. */
  readonly outageMs: number;
  /** How many hosts of the same names run beside each other. */
  readonly hosts: number;
  /** Whether these hosts have one data directory. */
  readonly isShared: boolean;
  /** The requests a second, of all hosts. */
  readonly requestsPerSecond: number;
  /** How often a new folder begins. */
  readonly rollingRate: "minute" | "hour";
}

/** What happened. */
export interface TortureReport extends Delivered {
  readonly answered: number;
  readonly requestsPerSecond: number;
  readonly kills: number;
  readonly storeRequests: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const CONNECTIONS = 8;
const MIN_LIFE_MS = 200;
const MAX_LIFE_MS = 1500;
const MAX_ROUNDS = 20;
const BODY = JSON.stringify({
  input_data: {
    columns: [
      "sepal length (cm)",
      "sepal width (cm)",
      "petal length (cm)",
      "petal width (cm)",
    ],
    data: [[5.1, 3.5, 1.4, 0.2]],
  },
});

/**
 * Serves under load while hosts are killed and the store fails, then compares
 * what is in the store with what was answered.
 */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const started = performance.now();
  const folder = await Deno.makeTempDir({ prefix: "torture-" });
  await Deno.mkdir(`${folder}/azurite`);
  const location = `${folder}/azurite`;
  let azurite = await Azurite.start({ location });
  const { port } = azurite;
  await using proxy = new FaultProxy({
    target: port,
    seed: options.seed,
    rate: options.faultRate,
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  });
  try {
    const container = await azurite.newContainer();
    const url = azurite.url.replace(`:${port}`, `:${proxy.port}`);
    const deployment = await writeDeployment(folder, options.rollingRate);
    const start = (dataDir: string) =>
      HostProcess.start(dataDir, [
        deployment,
        "--datastore",
        `workspaceblobstore=${url}/${container.containerName}`,
        "--log-level",
        "error",
      ], {
        environment: {
          AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString(url),
        },
      });
    const loads = Array.from(
      { length: options.hosts },
      (_, index) =>
        new AnsweredLoad({
          body: BODY,
          connections: CONNECTIONS,
          requestsPerSecond: options.requestsPerSecond / options.hosts,
          firstId: index,
          idStep: options.hosts,
        }),
    );
    let servingMs = 0;
    const live = async (load: AnsweredLoad, index: number) => {
      const random = new SeededRandom(options.seed + 1 + index);
      const dataDir = dataDirOf(folder, options.isShared ? 0 : index);
      await Deno.mkdir(dataDir, { recursive: true });
      const kills = Math.ceil(options.kills / options.hosts);
      for (let kill = 0; kill < kills; kill++) {
        await using host = await start(dataDir);
        const lifeMs = MIN_LIFE_MS +
          random.below(MAX_LIFE_MS - MIN_LIFE_MS);
        const running = load.run(portOf(host), 10 * MAX_LIFE_MS);
        await new Promise((resolve) => setTimeout(resolve, lifeMs));
        host.kill("SIGKILL");
        await Promise.all([running, host.ended()]);
        servingMs += lifeMs;
      }
    };
    const outage = async () => {
      if (options.outageMs === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await azurite.stop();
      await new Promise((resolve) => setTimeout(resolve, options.outageMs));
      azurite = await Azurite.start({ location, port });
    };
    await Promise.all([...loads.map(live), outage()]);
    // What is left after the last kill is brought by the next start, also through faults.
    proxy.rate = options.faultRate / 4;
    const folders = options.isShared ? 1 : options.hosts;
    await drain(
      Array.from({ length: folders }, (_, index) => dataDirOf(folder, index)),
      {
        start,
        shippedBytes: async () => {
          let bytes = 0;
          for await (const { properties } of container.listBlobsFlat()) {
            bytes += properties.contentLength ?? 0;
          }
          return bytes;
        },
        spooledBytes: () => bytesOfAll(folder, folders),
      },
    );
    const answered = loads.flatMap((load) => load.answered);
    const delivered = await compareDelivered(
      azurite.container(container.containerName),
      answered,
    );
    return {
      ...delivered,
      answered: answered.length,
      requestsPerSecond: Math.round(
        answered.length / (servingMs / options.hosts / 1000),
      ),
      kills: options.kills,
      storeRequests: proxy.requests,
      faults: proxy.counts,
      seconds: Math.round((performance.now() - started) / 1000),
    };
  } finally {
    await azurite[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Starts and stops hosts until everything on the disk is in the store. */
async function drain(
  dataDirs: readonly string[],
  about: {
    readonly start: (dataDir: string) => Promise<HostProcess>;
    readonly shippedBytes: () => Promise<number>;
    readonly spooledBytes: () => Promise<number>;
  },
): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const dataDir of dataDirs) {
      await using host = await about.start(dataDir);
      const { code } = await host.stop();
      if (code !== 0) throw new Error(`The host ended with ${code}`);
    }
    if (await about.shippedBytes() >= await about.spooledBytes()) return;
  }
}

async function writeDeployment(
  folder: string,
  rollingRate: string,
): Promise<string> {
  const path = `${folder}/deployment.yml`;
  await Deno.writeTextFile(
    path,
    `name: blue
endpoint_name: iris
model: ${projectPath("examples/iris")}
data_collector:
  rolling_rate: ${rollingRate}
  collections:
    model_inputs: { enabled: 'true' }
    model_outputs: { enabled: 'true' }
`,
  );
  return path;
}

async function bytesOfAll(folder: string, hosts: number): Promise<number> {
  let bytes = 0;
  for (let index = 0; index < hosts; index++) {
    bytes += await bytesUnder(`${dataDirOf(folder, index)}/modelDataCollector`);
  }
  return bytes;
}

async function bytesUnder(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      bytes += isDirectory
        ? await bytesUnder(path)
        : (await Deno.stat(path)).size;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return bytes;
}

function dataDirOf(folder: string, index: number): string {
  return `${folder}/data-${index}`;
}

function portOf(host: HostProcess): number {
  return Number(new URL(host.address).port);
}
