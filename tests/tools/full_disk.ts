import { AnsweredLoad } from "./answered_load.ts";
import { Azurite } from "./azurite.ts";
import { compareDelivered, type Delivered } from "./delivered.ts";
import { HostProcess } from "./host_process.ts";
import { projectPath } from "./paths.ts";

/** What a disk that fills up did. */
export interface FullDiskReport extends Delivered {
  readonly answered: number;
  /** Pairs of a request and a collection that the host says it dropped. */
  readonly dropped: number;
  /** Requests that were answered after the disk was freed. */
  readonly answeredAfter: number;
  readonly seconds: number;
}

const LOAD_MS = 3000;
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
 * Serves and ships while the data directory fills up.
 *
 * @param kind `budget` for `max_disk_bytes`, which stays used up; `tmpfs` for a real disk of 8 MB, which needs root, and is freed at the end.
 */
export async function fullDisk(
  kind: "budget" | "tmpfs",
): Promise<FullDiskReport> {
  const started = performance.now();
  const dataDir = await Deno.makeTempDir({ prefix: "full-disk-" });
  await using azurite = await Azurite.start();
  const container = await azurite.newContainer();
  const load = new AnsweredLoad({
    body: BODY,
    connections: 4,
    requestsPerSecond: 2500,
  });
  const isReal = kind === "tmpfs";
  if (isReal) {
    await run("mount", ["-t", "tmpfs", "-o", "size=8m", "x", dataDir]);
  }
  try {
    if (isReal) {
      await Deno.writeFile(`${dataDir}/ballast`, new Uint8Array(6_000_000));
    }
    let dropped = 0;
    let answeredBefore = 0;
    {
      await using host = await HostProcess.start(dataDir, [
        projectPath("examples/iris"),
        "--collect",
        ...(isReal ? [] : ["--max-disk-bytes", "500000"]),
        "--datastore",
        `workspaceblobstore=${azurite.url}/${container.containerName}`,
      ], {
        environment: {
          AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString(),
        },
      });
      const port = Number(new URL(host.address).port);
      await load.run(port, LOAD_MS);
      answeredBefore = load.answered.length;
      if (isReal) {
        await Deno.remove(`${dataDir}/ballast`);
        await load.run(port, LOAD_MS / 3);
      }
      const metrics = await (await fetch(`${host.address}/metrics`)).text();
      for (const [, count] of metrics.matchAll(/fate="dropped"} (\d+)/g)) {
        dropped += Number(count);
      }
      await host.stop();
    }
    return {
      ...await compareDelivered(container, load.answered),
      answered: load.answered.length,
      dropped,
      answeredAfter: load.answered.length - answeredBefore,
      seconds: Math.round((performance.now() - started) / 1000),
    };
  } finally {
    if (isReal) await run("umount", [dataDir]);
    await Deno.remove(dataDir, { recursive: true });
  }
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args: [...args],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
