import { assert, assertEquals } from "@std/assert";
import { readCollected } from "../../tools/collected.ts";
import { freePort } from "../../tools/free_port.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { fromFileUrl } from "../../tools/paths.ts";
import { peerEnvironment } from "../environment.ts";
import { PeerProcess } from "../peer_process.ts";

const FOLDER = fromFileUrl(new URL(".", import.meta.url));
const NAMES = ["request", "response", "model_inputs", "model_outputs"];
const DEPLOYMENT = `name: blue
endpoint_name: parcels
data_collector:
  sampling_rate: 0.5
  collections:
${NAMES.map((name) => `    ${name}: { enabled: "true" }`).join("\n")}
`;
const MAX_LOOKS = 500;
/** Headers that say when, or over which connection; and the id, which the front adds where the server leaves it out. */
const OF_ONE_ANSWER = new Set([
  "connection",
  "date",
  "keep-alive",
  "x-ms-run-fn-exec-ms",
  "x-request-id",
]);

/** What an answer is, but for what is of its moment. */
async function shown(address: string, init: RequestInit & { path: string }) {
  const { path, ...request } = init;
  const response = await fetch(`${address}${path}`, request);
  const body = await response.text();
  const headers = [...response.headers]
    .filter(([name]) => !OF_ONE_ANSWER.has(name));
  return { status: response.status, headers, body };
}

/** The data of the scorings in a collection, by correlation id. */
async function collected(
  dataDir: string,
  name: string,
): Promise<Map<string, unknown>> {
  const events = await readCollected(dataDir, `parcels/blue/${name}`)
    .catch(() => []);
  return new Map(
    events
      .filter(({ data }) => /"(number|prediction)"/.test(JSON.stringify(data)))
      .map((event) => [event.correlationid, event.data]),
  );
}

Deno.test("a request through collect is answered as Azure's server answers it, and its four events share one id", async () => {
  const { bin } = await peerEnvironment("azureml");
  const dataDir = await Deno.makeTempDir();
  try {
    const path = `${dataDir}/deployment.yml`;
    await Deno.writeTextFile(path, DEPLOYMENT);
    const port = freePort();
    await using host = await HostProcess.start(dataDir, [
      path,
      `--upstream=http://127.0.0.1:${port}`,
      "--front-port=0",
    ], { command: "collect" });
    const front = /in front of \S+: (\S+)/.exec(host.banner)![1]!;
    const early = await fetch(front);
    assertEquals(early.status, 502);
    await early.body?.cancel();
    const config = /AZUREML_MDC_CONFIG_PATH=(\S+)/.exec(host.banner)![1]!;
    await using server = await PeerProcess.start(`${bin}/azmlinfsrv`, {
      args: ["--entry_script", "front.py", "--port", String(port)],
      port,
      readyPath: "/",
      cwd: FOLDER,
      env: {
        AZUREML_MDC_CONFIG_PATH: config,
        AZUREML_MDC_HOST: "127.0.0.1",
        AZUREML_MDC_PORT: new URL(host.address).port,
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    const ids = { "x-request-id": "r-1", "x-ms-client-request-id": "c-1" };
    for (
      const request of [
        { path: "/", headers: ids },
        { path: "/score?a=1&a=%2F", headers: ids },
        { path: "/score", method: "OPTIONS", headers: ids },
        { path: "/score", method: "PUT", headers: ids },
        { path: "/swagger.json", headers: ids },
        { path: "/nowhere%20?x", headers: ids },
        {
          path: "/score",
          method: "POST",
          body: "no JSON",
          headers: ids,
        },
        { path: "/score", headers: { "x-request-id": "r".repeat(101) } },
      ]
    ) {
      assertEquals(
        await shown(front, request),
        await shown(server.address, request),
        request.path,
      );
    }
    for (let number = 1; number <= 60; number++) {
      const answer = await fetch(`${front}/score`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...number % 2 === 0 ? { "x-request-id": `order-${number}` } : {},
        },
        body: JSON.stringify({ number }),
      });
      assertEquals(await answer.json(), { prediction: -number });
    }
    const wanted = (await collected(dataDir, "request")).size;
    // Python's package sends from a thread of its own.
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      if ((await collected(dataDir, "model_outputs")).size === wanted) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await server.stop();
    assertEquals((await host.stop()).code, 0);
    const events = await Promise.all(
      NAMES.map((name) => collected(dataDir, name)),
    );
    const [requests, ...others] = events;
    assert(requests!.size > 10 && requests!.size < 50, `${requests!.size}`);
    for (const other of others) {
      assertEquals([...other.keys()].sort(), [...requests!.keys()].sort());
    }
    for (const [id, data] of requests!) {
      assertEquals(events[2]!.get(id), [data]);
      assertEquals(events[3]!.get(id), [events[1]!.get(id)]);
    }
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
