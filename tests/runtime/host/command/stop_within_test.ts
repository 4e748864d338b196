import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  commandArguments,
  type Ended,
  HostProcess,
} from "../../../tools/host_process.ts";

const MODULE = `
export function run() {
  setInterval(() => {}, 1000);
  new Worker("data:application/javascript,setInterval(() => {}, 1000)", { type: "module" });
  return "kept";
}
`;
const ENDLESS_INIT = `
export async function init() {
  await Deno.writeTextFile("FOLDER/started", "");
  await new Promise((resolve) => setTimeout(resolve, 1e9));
}
export function run() {}
`;
const DEPLOYMENT = `
name: blue
endpoint_name: quick
data_collector:
  collections:
    model_inputs: { enabled: true }
`;

/** Stops the host; one that does not end is ended, so that a test fails and does not hang. */
async function stopped(host: HostProcess): Promise<Ended> {
  const timer = setTimeout(() => host.kill("SIGKILL"), 10_000);
  try {
    return await host.stop();
  } finally {
    clearTimeout(timer);
  }
}

async function withFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/score.ts`, MODULE);
    await Deno.writeTextFile(`${folder}/deployment.yml`, DEPLOYMENT);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("stopWithin ends the host though a module keeps a timer and a worker", async () => {
  await withFolder(async (folder) => {
    await using host = await HostProcess.start(folder, [`${folder}/score.ts`]);
    const response = await fetch(`${host.address}/score`, { method: "POST" });
    assertEquals(await response.json(), "kept");
    const { code, stderr } = await stopped(host);
    assertEquals(code, 0);
    assert(!stderr.includes("Cannot finish"));
  });
});

for (
  const [command, target] of [
    ["serve", "score.ts"],
    ["collect", "deployment.yml"],
  ] as const
) {
  Deno.test(`stopWithin ends samla ${command} though a client keeps a body unfinished`, async () => {
    await withFolder(async (folder) => {
      await using host = await HostProcess.start(folder, [
        `${folder}/${target}`,
        "--shutdown-timeout-ms",
        "300",
      ], { command });
      const port = Number(new URL(host.address).port);
      using client = await Deno.connect({ hostname: "127.0.0.1", port });
      const path = command === "serve" ? "/score" : "/modeldata/log";
      await client.write(new TextEncoder().encode(
        `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{`,
      ));
      // An answer on another connection says that the first was taken.
      await (await fetch(host.address)).text();
      const { code, stderr } = await stopped(host);
      assertEquals(code, 0);
      assertMatch(stderr, /Cannot finish what runs within 300 ms/);
    });
  });
}

Deno.test("a signal while init runs stops the host at once with 0", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/slow.ts`,
      ENDLESS_INIT.replace("FOLDER", folder),
    );
    using watcher = Deno.watchFs(folder);
    const host = new Deno.Command(Deno.execPath(), {
      args: commandArguments(folder, [
        "serve",
        `${folder}/slow.ts`,
        "--port",
        "0",
        "--data-dir",
        folder,
      ]),
      stdout: "null",
      stderr: "null",
    }).spawn();
    for await (const { paths } of watcher) {
      if (paths.some((path) => path.endsWith("/started"))) break;
    }
    host.kill("SIGTERM");
    assertEquals((await host.status).code, 0);
  });
});
