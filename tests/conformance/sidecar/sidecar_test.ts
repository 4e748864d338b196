import { assert, assertEquals } from "@std/assert";
import { freePort } from "../../tools/free_port.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { fromFileUrl } from "../../tools/paths.ts";
import { peerEnvironment } from "../environment.ts";
import { PeerProcess } from "../peer_process.ts";
import { CountingProxy } from "./counting_proxy.ts";

const FOLDER = fromFileUrl(new URL(".", import.meta.url));
/** Below the 1500 payloads that the Python package queues before it refuses. */
const PAIRS_OF_A_REQUEST = 250;

/** A line of a collection. */
interface Line {
  readonly specversion: string;
  readonly id: string;
  readonly type: string;
  readonly correlationid: string;
  readonly contentrange: string;
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

Deno.test("10000 payloads that Python's package was told are accepted are on disk after kill -9 of the scoring server and of the side-car", async () => {
  const { inputs, outputs, accepted } = await collectAndKill({
    payloads: 10_000,
    killAt: 10_000,
  });
  assertEquals(accepted, 10_000);
  assertEquals(inputs.length + outputs.length, 10_000);
  const byId = new Map(inputs.map((line) => [line.correlationid, line]));
  assertEquals([inputs.length, byId.size], [5000, 5000]);
  for (const output of outputs) {
    const input = byId.get(output.correlationid);
    const number = input?.data[0]?.number;
    assertEquals(input?.data, [{
      number,
      half: Number(number) / 2,
      text: `n°${number}`,
    }]);
    assertEquals(output.data, [{ prediction: -Number(number) }]);
  }
  const numbers = new Set(inputs.map(({ data }) => data[0]?.number));
  assertEquals(numbers.size, 5000);
});

Deno.test("a kill -9 amid the load loses nothing that was accepted, and tears no line", async () => {
  const { inputs, outputs, accepted } = await collectAndKill({
    payloads: 2000,
    killAt: 1001,
  });
  const lines = inputs.length + outputs.length;
  // One payload may have been written and not yet been answered.
  assert(lines >= accepted && lines <= accepted + 1, `${lines}, ${accepted}`);
});

interface Collected {
  readonly inputs: readonly Line[];
  readonly outputs: readonly Line[];
  /** The answers of 2xx that the Python package was given. */
  readonly accepted: number;
}

/** Collects through the real scoring server, and kills it and the side-car. */
async function collectAndKill(
  options: { readonly payloads: number; readonly killAt: number },
): Promise<Collected> {
  const { bin } = await peerEnvironment("azureml");
  const dataDir = await Deno.makeTempDir();
  try {
    await using sidecar = await HostProcess.start(
      dataDir,
      [`${FOLDER}deployment.yml`],
      { command: "collect" },
    );
    await using proxy = new CountingProxy(
      new URL(sidecar.address).origin,
      options.killAt,
    );
    const port = freePort();
    const config = /AZUREML_MDC_CONFIG_PATH=(\S+)/.exec(sidecar.banner)?.[1];
    await using server = await PeerProcess.start(`${bin}/azmlinfsrv`, {
      args: ["--entry_script", "score.py", "--port", String(port)],
      port,
      readyPath: "/",
      cwd: FOLDER,
      env: {
        AZUREML_MDC_CONFIG_PATH: config ?? "",
        AZUREML_MDC_HOST: "127.0.0.1",
        AZUREML_MDC_PORT: String(proxy.port),
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    const worker = await request(server, options.payloads / 2, proxy);
    await proxy.reached();
    const printed = server.stop("SIGKILL");
    Deno.kill(worker, "SIGKILL");
    sidecar.kill("SIGKILL");
    await sidecar.ended();
    const { accepted, refused } = proxy;
    assertEquals([refused, /queue is full/.test(await printed)], [0, false]);
    return {
      inputs: await linesOf(dataDir, "model_inputs"),
      outputs: await linesOf(dataDir, "model_outputs"),
      accepted,
    };
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

/** Asks for all pairs, in steps that the package's queue holds; gives the worker's process id. */
async function request(
  server: PeerProcess,
  pairs: number,
  proxy: CountingProxy,
): Promise<number> {
  let worker = 0;
  for (let first = 1; first <= pairs; first += PAIRS_OF_A_REQUEST) {
    const response = await fetch(`${server.address}/score`, {
      method: "POST",
      body: JSON.stringify({ first, pairs: PAIRS_OF_A_REQUEST }),
    });
    assertEquals(response.status, 200);
    worker = (await response.json()).process;
    while (2 * (first - 1) - proxy.accepted > 2 * PAIRS_OF_A_REQUEST) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  return worker;
}

async function linesOf(dataDir: string, name: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (const path of await filesOf(dataDir)) {
    if (!path.includes(`/${name}/`) || !path.endsWith(".jsonl")) continue;
    const text = await Deno.readTextFile(path);
    assert(text.endsWith("\n"), `the last line of ${path} is torn`);
    for (const line of text.trimEnd().split("\n")) {
      const event: Line = JSON.parse(line);
      assertEquals(event.type, `azureml.inference.${name}`);
      assertEquals(event.specversion, "1.0");
      lines.push(event);
    }
  }
  assertEquals(new Set(lines.map(({ id }) => id)).size, lines.length);
  return lines;
}

async function filesOf(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    paths.push(...entry.isDirectory ? await filesOf(path) : [path]);
  }
  return paths;
}
