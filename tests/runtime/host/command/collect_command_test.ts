import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readCollected } from "../../../tools/collected.ts";
import { freePort } from "../../../tools/free_port.ts";
import { HostProcess, runSamla } from "../../../tools/host_process.ts";

const ALL = ["request", "response", "model_inputs", "model_outputs"];
const DEPLOYMENT = `name: blue
endpoint_name: parcels
request_settings: { request_timeout_ms: 3000 }
data_collector:
  sampling_rate: 0.5
  collections:
${ALL.map((name) => `    ${name}: { enabled: "true" }`).join("\n")}
`;

/** Writes a deployment into a folder of its own. */
async function withDeployment(
  body: (folder: string, path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/deployment.yml`;
    await Deno.writeTextFile(path, DEPLOYMENT);
    await body(folder, path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Collects under the request's id, as a script of Python does with `azureml-ai-monitoring`. */
async function collect(sidecar: string, id: string): Promise<void> {
  for (const name of ["model_inputs", "model_outputs"]) {
    const response = await fetch(`${sidecar}/modeldata/log`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "ce-type": `azureml.inference.${name}`,
        "ce-x-request-id": id,
      },
      body: '[{"a":1}]',
    });
    await response.body?.cancel();
  }
}

Deno.test("collect in front of a scoring server records all four collections under one id, sampled together", async () => {
  await withDeployment(async (folder, path) => {
    let sidecar = "";
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        await collect(sidecar, request.headers.get("x-request-id")!);
        return Response.json(await request.json());
      },
    );
    await using host = await HostProcess.start(folder, [
      path,
      `--upstream=http://127.0.0.1:${server.addr.port}`,
      "--front-port=0",
    ], { command: "collect" });
    sidecar = host.address;
    const front = /in front of \S+: (\S+)/.exec(host.banner)?.[1];
    for (let n = 0; n < 40; n++) {
      const answer = await fetch(`${front}/score`, {
        method: "POST",
        body: JSON.stringify({ n }),
      });
      assertEquals(await answer.json(), { n });
    }
    assertEquals((await host.stop()).code, 0);
    const [first, ...others] = await Promise.all(ALL.map(async (name) => {
      const events = await readCollected(folder, `parcels/blue/${name}`);
      return events.map(({ correlationid: id }) => id).sort();
    }));
    assert(first!.length > 5 && first!.length < 35, `${first!.length}`);
    for (const ids of others) assertEquals(ids, first);
  });
});

Deno.test("collect without a server in front of which it stands says that nothing comes into request and response", async () => {
  await withDeployment(async (folder, path) => {
    await using host = await HostProcess.start(folder, [path], {
      command: "collect",
    });
    const { stderr } = await host.stop();
    assertStringIncludes(stderr, "Nothing comes into request and response");
    assertStringIncludes(stderr, "--upstream http://127.0.0.1:5001");
  });
});

Deno.test("collect tells what of data_collector means nothing here, and leaves the rest to the scoring server", async () => {
  await withDeployment(async (folder, path) => {
    const text = DEPLOYMENT.replace(
      'model_inputs: { enabled: "true" }',
      'model_inputs: { enabled: "true", data: { data_id: x } }',
    );
    await Deno.writeTextFile(
      path,
      `${text}instance_type: x\nmodel: { path: m, type: triton_model }\n`,
    );
    await using host = await HostProcess.start(folder, [path], {
      command: "collect",
    });
    const { stderr } = await host.stop();
    assertStringIncludes(
      stderr,
      "left alone: data_collector.collections.model_inputs.data.data_id (assets go by name and version)\n",
    );
  });
});

Deno.test("a scoring server that collect may not or cannot reach stops the start with exit code 3", async () => {
  await withDeployment(async (folder, path) => {
    for (
      const [upstream, says] of [
        ["https://127.0.0.1:5001", "expected http://<address>:<port>"],
        ["http://192.0.2.1:5001", "run with --allow-net=192.0.2.1:5001"],
      ] as const
    ) {
      const port = String(freePort());
      const ended = await runSamla(folder, [
        "collect",
        path,
        "--port",
        port,
        "--data-dir",
        folder,
        "--upstream",
        upstream,
      ]);
      assertEquals(ended.code, 3, ended.stderr);
      assertStringIncludes(ended.stderr, says);
    }
  });
});
