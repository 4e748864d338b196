import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { readCollected } from "../../../tools/collected.ts";
import { Azurite } from "../../../tools/azurite.ts";
import { HostProcess, runSamla } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";

const CREDIT = projectPath("examples/credit/deployment.yml");

/** A data directory with three requests of examples/credit in it. */
async function withData(
  body: (dataDir: string) => Promise<void>,
  options: {
    readonly flags?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
) {
  const { flags = [], environment } = options;
  const dataDir = await Deno.makeTempDir();
  try {
    await using host = await HostProcess.start(dataDir, [
      CREDIT,
      ...flags,
    ], environment === undefined ? {} : { environment });
    for (const [i, debt] of [0, 500.5, 1000].entries()) {
      const response = await fetch(`${host.address}/score`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          data: [{
            "application_id": `a-${i}`,
            age: 40,
            income: 1000,
            debt,
            employed: true,
          }],
        }),
      });
      await response.body?.cancel();
      assertEquals(response.status, 200);
    }
    await host.stop();
    await body(dataDir);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

Deno.test("data ls, tail and export show what was collected", async (t) => {
  await withData(async (dataDir) => {
    const run = (...args: string[]) =>
      runSamla(dataDir, ["data", ...args, "--data-dir", dataDir]);
    await t.step("ls counts files, events and bytes", async () => {
      const { code, stdout } = await run("ls");
      assertEquals(code, 0);
      assertMatch(stdout, /^collection +files +events +bytes +first +last\n/);
      assertMatch(stdout, /credit\/blue\/model_inputs +1 +3 +\d+ +\d{4}-/);
      assertMatch(stdout, /credit\/blue\/model_outputs +1 +3 /);
      assertMatch(
        stdout,
        /what became of it +collected +sampledOut +refused +dropped +spooled +shipped +lost +retried\ncredit\/blue\/model_inputs +3 +0 +0 +0 +3 +0 +0 +0\n/,
      );
    });
    await t.step("ls of a time without data is empty", async () => {
      const { stdout } = await run("ls", "--to", "2020-01-01");
      assertEquals(stdout.trim().split("\n").length, 1);
    });
    await t.step("tail shows the last events of a collection", async () => {
      const { stdout } = await run(
        "tail",
        "-n",
        "1",
        "--collection",
        "MODEL_INPUTS",
      );
      assertEquals(stdout.trim().split("\n").length, 1);
      assertEquals(JSON.parse(stdout).correlationid, "a-2");
    });
    await t.step("export joins inputs and outputs", async () => {
      const path = `${dataDir}/rows.csv`;
      const { code, stderr } = await run("export", path, "--joined");
      assertEquals(code, 0, stderr);
      assertStringIncludes(stderr, "3 rows in rows.csv");
      const [header, first] = (await Deno.readTextFile(path)).split(/\r?\n/);
      assertStringIncludes(header!, "correlationid");
      assertStringIncludes(header!, "probability");
      assertStringIncludes(first!, "a-0");
    });
    await t.step("export to another name needs a format", async () => {
      const ended = await run("export", `${dataDir}/rows.xls`);
      assertEquals(ended.code, 3);
      assertStringIncludes(ended.stderr, "name it .csv, .jsonl or .parquet");
    });
  });
});

Deno.test("data ls, tail and export read the container that data was shipped to", async () => {
  await using azurite = await Azurite.start();
  const environment = {
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString(),
  };
  const url = `${azurite.url}/shipped/here`;
  await withData(async (dataDir) => {
    const run = (...args: string[]) =>
      runSamla(dataDir, ["data", ...args], environment);
    for (
      const place of [
        url,
        `any=${url}`,
      ]
    ) {
      const { stdout, stderr } = await run("ls", "--datastore", place);
      assertMatch(
        stdout,
        /credit\/blue\/model_inputs +1 +3 +\d+ +\d{4}-/,
        stderr,
      );
    }
    const tailed = await run("tail", "--datastore", url, "-n", "1");
    assertEquals(tailed.stdout.trim().split("\n").length, 2);
    const path = `${dataDir}/rows.jsonl`;
    const exported = await run("export", path, "--joined", "--datastore", url);
    assertEquals(exported.code, 0, exported.stderr);
    assertEquals((await Deno.readTextFile(path)).trim().split("\n").length, 3);
    const missing = await run("ls", "--datastore", `${azurite.url}/nowhere`);
    assertEquals(missing.code, 3);
    assertStringIncludes(missing.stderr, "there is no such container");
  }, {
    flags: ["--datastore", `workspaceblobstore=${url}`, "--create-containers"],
    environment,
  });
});

Deno.test("collect records what the Python package posts, and writes the file that names it", async () => {
  const dataDir = await Deno.makeTempDir();
  try {
    await using host = await HostProcess.start(dataDir, [CREDIT], {
      command: "collect",
    });
    const address = /(http:\/\/\S+)\/modeldata\/log/.exec(host.banner)?.[1];
    const post = (type: string, body: string) =>
      fetch(`${address}/modeldata/log`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "ce-type": type,
          "ce-time": "1790000000",
          "ce-x-request-id": "abc",
          "ce-collect-data-type": "pandas.core.frame.DataFrame",
          "ce-agent": "azureml-ai-monitoring/1.0.0",
        },
        body,
      });
    const taken = await post("azureml.inference.model_inputs", '[{"a":1}]');
    await taken.body?.cancel();
    assertEquals(taken.status, 200);
    const unknown = await post("azureml.inference.other", "[]");
    assertEquals(unknown.status, 404);
    assertStringIncludes(await unknown.text(), "model_inputs");
    const [event] = await readCollected(dataDir, "credit/blue/model_inputs");
    assertEquals([event!.correlationid, event!.data], ["abc", [{ a: 1 }]]);
    const config = JSON.parse(
      await Deno.readTextFile(`${dataDir}/mdc-config.json`),
    );
    assertEquals(Object.keys(config.collections), [
      "model_inputs",
      "model_outputs",
    ]);
    assertEquals((await host.stop()).code, 0);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("request and response payloads are recorded beside the tables, failed requests too", async () => {
  const dataDir = await Deno.makeTempDir();
  try {
    const deployment = `${dataDir}/deployment.yml`;
    await Deno.writeTextFile(
      deployment,
      `name: blue
endpoint_name: iris
model: ${projectPath("examples/iris")}
data_collector:
  request_logging:
    capture_headers: [x-tenant]
  collections:
    request: { enabled: 'True' }
    response: { enabled: 'True' }
`,
    );
    await using host = await HostProcess.start(dataDir, [deployment]);
    const response = await fetch(`${host.address}/score?size=1`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-ms-client-request-id": "mine",
        "x-tenant": "north",
      },
      body: '{"input_data":{"columns":["a"],"data":[[1]]}}',
    });
    assertEquals(response.status, 400);
    const answer = await response.json();
    const [request] = await readCollected(dataDir, "iris/blue/request");
    const [reply] = await readCollected(dataDir, "iris/blue/response");
    assertEquals(request!.data, {
      "input_data": { columns: ["a"], data: [[1]] },
    });
    const attributes = request as unknown as Record<string, string>;
    assertEquals([attributes.path, attributes.method], [
      "/score?size=1",
      "POST",
    ]);
    assertStringIncludes(JSON.stringify(request), "north");
    assertEquals(request!.xrequestid, "mine");
    assertEquals(reply!.data, answer);
    assertEquals(reply!.correlationid, request!.correlationid);
    assertEquals((await host.stop()).code, 0);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
