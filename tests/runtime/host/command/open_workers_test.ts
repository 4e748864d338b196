import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { HostProcess, runSamla } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";

const IRIS = projectPath("examples/iris");
const BODY = '{"input_data":[[5.1,3.5,1.4,0.2]]}';
const REQUESTS = 60;

async function score(address: string): Promise<string> {
  const response = await fetch(`${address}/score`, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: BODY,
  });
  return await response.text();
}

Deno.test("several workers are one host: its port, its metrics, its collections", async () => {
  const dataDir = await Deno.makeTempDir();
  {
    const args = [IRIS, "--collect", "--workers", "2"];
    await using host = await HostProcess.start(dataDir, args);
    const { address } = host;
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, () => score(address)),
    );
    assertEquals(new Set(answers), new Set(["[0]"]));
    const metrics = await (await fetch(`${address}/metrics`)).text();
    assertStringIncludes(
      metrics,
      `samla_requests_total{route="/score",status="200"} ${REQUESTS}`,
    );
    assertStringIncludes(
      metrics,
      `samla_collected_total{collection="model_inputs",fate="recorded"} ${REQUESTS}`,
    );
    assertMatch(metrics, /^samla_workers 2$/m);
    assertMatch(metrics, /^samla_build_info\{.*\} 1$/m);
    const { port } = new URL(address);
    const second = await runSamla(dataDir, [
      "serve",
      IRIS,
      "--workers",
      "2",
      "--port",
      port,
    ]);
    assertEquals(second.code, 3);
    assertStringIncludes(second.stderr, `Cannot listen on 127.0.0.1:${port}`);
    const { code, stderr } = await host.stop();
    assertEquals(code, 0, stderr);
    assertStringIncludes(
      stderr,
      `model_inputs: ${REQUESTS} collected, 0 sampled out, 0 refused, 0 dropped, ${REQUESTS} in files`,
    );
  }
  const files = await linesOf(
    `${dataDir}/modelDataCollector/iris/blue/model_inputs`,
  );
  assertEquals(files.reduce((sum, lines) => sum + lines), REQUESTS);
  assertEquals(files.length, 2);
  const asset = JSON.parse(
    await Deno.readTextFile(`${dataDir}/assets/iris-blue-model_inputs/1.json`),
  );
  assertEquals(asset.events, REQUESTS);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("a host that drains says so on /ready, and answers until it stops", async () => {
  const dataDir = await Deno.makeTempDir();
  {
    const args = [IRIS, "--workers", "2", "--drain-ms", "400"];
    await using host = await HostProcess.start(dataDir, args);
    const { address } = host;
    host.kill("SIGTERM");
    await untilNotReady(address);
    assertEquals(await score(address), "[0]");
    const live = await fetch(address);
    assertEquals([live.status, await live.text()], [200, "Healthy"]);
    const model = await fetch(`${address}/v2/models/iris/ready`);
    assertEquals([model.status, await model.json()], [
      503,
      { name: "iris", ready: false },
    ]);
    const { code, stderr } = await host.ended();
    assertEquals(code, 0);
    assertStringIncludes(stderr, "not ready any more, stopping in 400 ms");
  }
  await Deno.remove(dataDir, { recursive: true });
});

async function untilNotReady(address: string): Promise<void> {
  for (;;) {
    const { status, body } = await fetch(`${address}/ready`);
    await body?.cancel();
    if (status === 503) return;
  }
}

Deno.test("each worker has the engine of graphs", async () => {
  const dataDir = await Deno.makeTempDir();
  {
    const graph = projectPath("tests/golden/onnx/boosting-classifier");
    await using host = await HostProcess.start(dataDir, [
      graph,
      "--workers",
      "2",
    ]);
    for (let n = 0; n < 8; n++) {
      const response = await fetch(`${host.address}/score`, {
        method: "POST",
        headers: { connection: "close" },
        body: '{"input_data":[[1.5,2.5,3.5,4.5]]}',
      });
      assertStringIncludes(await response.text(), "output_label");
    }
    assertEquals((await host.stop()).code, 0);
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("a model that cannot be loaded stops the start of all workers", async () => {
  const dataDir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dataDir}/score.ts`, "export const go = 1;");
  const { code, stderr } = await runSamla(dataDir, [
    "serve",
    `${dataDir}/score.ts`,
    "--workers",
    "2",
    "--port",
    "0",
  ]);
  assertEquals(code, 3);
  assertStringIncludes(stderr, 'The module exports no function "run"');
  assert(!stderr.includes("    at "), stderr);
  await Deno.remove(dataDir, { recursive: true });
});

/** How many lines each file below a folder has. */
async function linesOf(folder: string): Promise<number[]> {
  const counts: number[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) counts.push(...await linesOf(path));
    else {counts.push(
        (await Deno.readTextFile(path)).trimEnd().split("\n").length,
      );}
  }
  return counts;
}

Deno.test("the requests of a key are counted together, whichever worker answers", async () => {
  const folder = await Deno.makeTempDir();
  const key = "a-key-of-some-length";
  {
    await using host = await HostProcess.start(folder, [
      projectPath("examples/iris"),
      "--workers=2",
      "--requests-per-minute=5",
    ], { variables: { SAMLA_KEYS: key } });
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const response = await fetch(`${host.address}/swagger.json`, {
          headers: { authorization: `Bearer ${key}`, connection: "close" },
        });
        await response.body?.cancel();
        return response.status;
      }),
    );
    assertEquals(statuses.filter((status) => status === 200).length, 5);
    assertEquals(statuses.filter((status) => status === 429).length, 15);
  }
  await Deno.remove(folder, { recursive: true });
});
