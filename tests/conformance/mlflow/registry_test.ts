import {
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { freePort } from "../../tools/free_port.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";
import type { PythonEnvironment } from "../../tools/python_environment.ts";
import { peerEnvironment } from "../environment.ts";
import { PeerProcess } from "../peer_process.ts";

/** A version that was registered, and what it predicts in Python. */
interface Registered {
  readonly "run_id": string;
  readonly "model_id": string;
  readonly "artifact_uri": string;
  readonly rows: readonly (readonly number[])[];
  readonly predictions: readonly number[];
}

/** How a tracking server may keep what is logged: in its own store, or where only it and its clients look. */
const STORES: Readonly<
  Record<string, (folder: string) => readonly string[]>
> = {
  "its own store": (folder) => [
    "--serve-artifacts",
    "--artifacts-destination",
    `${folder}/artifacts`,
  ],
  "a folder that it does not serve": (folder) => [
    "--no-serve-artifacts",
    "--default-artifact-root",
    `${folder}/artifacts`,
  ],
};

for (const [label, storeOf] of Object.entries(STORES)) {
  Deno.test(`models of a real tracking server with ${label} are served, also when it has stopped`, async () => {
    const environment = await peerEnvironment("mlflow");
    const folder = await Deno.makeTempDir();
    try {
      const port = freePort();
      const server = await startServer(environment, {
        port,
        folder,
        store: storeOf(folder),
      });
      const [first, second] = await logModels(environment, server.address);
      const variables = { MLFLOW_TRACKING_URI: server.address };
      const kept = ["models:/line/1", "models:/line@champion"];
      const uris: readonly (readonly [string, Registered])[] = [
        ["models:/line/1", first],
        ["models:/line/2", second],
        ["models:/line/latest", second],
        ["models:/line@champion", first],
        [`models:/${second.model_id}`, second],
        [`runs:/${first.run_id}/line`, first],
        ...(first.artifact_uri.startsWith("mlflow-artifacts:")
          ? [
            [first.artifact_uri, first] as const,
            [
              first.artifact_uri.replace(
                "mlflow-artifacts:",
                `${server.address}/api/2.0/mlflow-artifacts/artifacts`,
              ),
              first,
            ] as const,
          ]
          : []),
      ];
      for (const [uri, expected] of uris) {
        await using host = await HostProcess.start(folder, [uri], {
          variables,
        });
        assertStringIncludes(host.banner, `serves ${uri}`);
        await assertPredicts(host, expected);
      }
      await server.stop();
      for (const uri of kept) {
        await using host = await HostProcess.start(folder, [uri], {
          variables,
        });
        await assertPredicts(host, first);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

async function startServer(
  environment: PythonEnvironment,
  options: {
    readonly port: number;
    readonly folder: string;
    readonly store: readonly string[];
  },
): Promise<PeerProcess> {
  const { port, folder, store } = options;
  return await PeerProcess.start(`${environment.bin}/mlflow`, {
    args: [
      "server",
      ...["--host", "127.0.0.1", "--port", `${port}`, "--workers", "1"],
      ...["--backend-store-uri", `sqlite:///${folder}/mlflow.db`],
      ...store,
    ],
    cwd: folder,
    port,
    readyPath: "/health",
  });
}

async function logModels(
  environment: PythonEnvironment,
  address: string,
): Promise<readonly [Registered, Registered]> {
  const { success, stdout, stderr } = await new Deno.Command(
    environment.python,
    {
      args: [projectPath("tests/conformance/mlflow/log_model.py"), address],
      env: { OMP_NUM_THREADS: "1" },
    },
  ).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr));
  const lines = decoder.decode(stdout).trimEnd().split("\n");
  const { 1: first, 2: second } = JSON.parse(lines.at(-1)!);
  return [first, second];
}

async function assertPredicts(
  host: HostProcess,
  expected: Registered,
): Promise<void> {
  const response = await fetch(`${host.address}/invocations`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      "dataframe_split": { columns: ["a", "b"], data: expected.rows },
    }),
  });
  assertEquals(response.status, 200);
  const { predictions } = await response.json();
  assertEquals(predictions.length, expected.predictions.length);
  expected.predictions.forEach((value, i) =>
    assertAlmostEquals(predictions[i], value, 1e-6)
  );
}
