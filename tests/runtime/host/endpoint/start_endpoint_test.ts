import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { readCollected } from "../../../tools/collected.ts";
import { HostProcess, runSamla } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";

const BODY = '{"input_data":[[5.1,3.5,1.4,0.2]]}';

async function writeFiles(folder: string, endpoint: string): Promise<string[]> {
  const path = `${folder}/endpoint.yml`;
  await Deno.writeTextFile(path, `name: iris\nauth_mode: key\n${endpoint}`);
  const files = [path];
  for (const name of ["blue", "green"]) {
    const file = `${folder}/${name}.yml`;
    await Deno.writeTextFile(
      file,
      `name: ${name}
endpoint_name: iris
model: ${projectPath("examples/iris")}
data_collector:
  collections:
    model_inputs: { enabled: "True" }
`,
    );
    files.push(file);
  }
  return files;
}

async function score(
  address: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; by: string | null }> {
  const response = await fetch(`${address}/score`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: BODY,
  });
  await response.body?.cancel();
  const by = response.headers.get("azureml-model-deployment");
  return { status: response.status, by };
}

Deno.test("deployments of an endpoint share an address, by weights that SIGHUP has read anew", async () => {
  const folder = await Deno.makeTempDir();
  {
    const files = await writeFiles(
      folder,
      "traffic: { blue: 100 }\nmirror_traffic: { green: 50 }\n",
    );
    await using host = await HostProcess.start(folder, files);
    const { address } = host;
    assertStringIncludes(
      host.banner,
      "traffic    blue 100 %, a copy of 50 % to green",
    );
    for (let i = 0; i < 40; i++) {
      assertEquals(await score(address), { status: 200, by: "blue" });
    }
    const named = await score(address, { "azureml-model-deployment": "green" });
    assertEquals(named, { status: 200, by: "green" });
    const metrics = await (await fetch(`${address}/metrics`)).text();
    assertStringIncludes(
      metrics,
      'samla_requests_total{route="/score",status="200",deployment="blue"} 40',
    );
    assertMatch(metrics, /^samla_mirrored_requests_total\{fate="made"\} \d+$/m);
    assertMatch(metrics, /^process_start_time_seconds \d/m);
    assertEquals(
      (await readCollected(folder, "iris/blue/model_inputs")).length,
      40,
    );
    const copies = await readCollected(folder, "iris/green/model_inputs");
    assert(copies.length > 5 && copies.length < 41, String(copies.length));
    await Deno.writeTextFile(
      files[0]!,
      "name: iris\ntraffic: { green: 100 }\n",
    );
    host.kill("SIGHUP");
    await untilAnsweredBy(address, "green");
    const { code, stderr } = await host.stop();
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "the weights of the endpoint were read anew");
  }
  await Deno.remove(folder, { recursive: true });
});

for (
  const [endpoint, why] of [
    ["traffic: { blue: 50 }\n", "adds up to 50"],
    ["trafic: {}\n", 'did you mean "traffic"?'],
  ] as const
) {
  Deno.test(`an endpoint's file that is wrong stops the start (${why})`, async () => {
    const folder = await Deno.makeTempDir();
    const files = await writeFiles(folder, endpoint);
    const { code, stderr } = await runSamla(folder, ["serve", ...files]);
    assertEquals(code, 3);
    assertStringIncludes(stderr, why);
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("deployments that do not belong together stop the start", async () => {
  const folder = await Deno.makeTempDir();
  const [endpoint, blue, green] = await writeFiles(folder, "");
  const twice = await runSamla(folder, ["serve", endpoint!, blue!, blue!]);
  assertEquals(twice.code, 3);
  assertStringIncludes(twice.stderr, 'two deployments of the name "blue"');
  await Deno.writeTextFile(endpoint!, "name: other\n");
  const stray = await runSamla(folder, ["serve", endpoint!, blue!, green!]);
  assertEquals(stray.code, 3);
  assertStringIncludes(stray.stderr, 'its endpoint_name is "iris"');
  await Deno.writeTextFile(endpoint!, "name: iris\ntraffic: {}\n");
  const alone = await runSamla(folder, ["serve", endpoint!]);
  assertEquals(alone.code, 3);
  assertStringIncludes(alone.stderr, "name its deployments too");
  await Deno.remove(folder, { recursive: true });
});

async function untilAnsweredBy(address: string, name: string): Promise<void> {
  for (;;) {
    const { status, by } = await score(address);
    assertEquals(status, 200);
    if (by === name) return;
  }
}

Deno.test("the description of an endpoint names its deployments and asks for a key, its page does not", async () => {
  const folder = await Deno.makeTempDir();
  const key = "an-example-of-a-key";
  await Deno.writeTextFile(`${folder}/keys.txt`, key);
  {
    const files = await writeFiles(folder, "traffic: { blue: 100 }\n");
    await using host = await HostProcess.start(folder, [
      ...files,
      "--key-file",
      `${folder}/keys.txt`,
    ]);
    const get = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${host.address}${path}`, { headers });
      return { response, text: await response.text() };
    };
    const page = await get("/docs");
    assertEquals(page.response.status, 200);
    assertMatch(page.response.headers.get("content-type")!, /^text\/html/);
    assertEquals((await get("/openapi.json")).response.status, 401);
    const { response, text } = await get("/openapi.json", {
      authorization: `Bearer ${key}`,
      "azureml-model-deployment": "green",
    });
    assertEquals(response.headers.get("azureml-model-deployment"), "green");
    const { security, paths } = JSON.parse(text);
    assertEquals(security, [{ bearer: [] }]);
    const [parameter] = paths["/score"].post.parameters;
    assertEquals(parameter.name, "azureml-model-deployment");
    assertEquals(parameter.schema.enum, ["blue", "green"]);
  }
  await Deno.remove(folder, { recursive: true });
});
