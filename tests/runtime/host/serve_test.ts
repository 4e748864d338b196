import { assert, assertEquals, assertMatch } from "@std/assert";
import { readCollected } from "../../tools/collected.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";

const IRIS = projectPath("examples/iris");
const COLUMNS = [
  "sepal length (cm)",
  "sepal width (cm)",
  "petal length (cm)",
  "petal width (cm)",
];

async function withDataDir(
  body: (dataDir: string) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  try {
    await body(dataDir);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

async function score(
  host: HostProcess,
  row: readonly unknown[],
  headers: Record<string, string> = {},
): Promise<Response> {
  return await fetch(`${host.address}/score`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({
      "input_data": { columns: COLUMNS, index: [0], data: [row] },
    }),
  });
}

Deno.test("one request to examples/iris leaves one line in each collection, under one correlation id", async () => {
  await withDataDir(async (dataDir) => {
    await using host = await HostProcess.start(dataDir, [IRIS, "--collect"]);
    assertMatch(host.banner, /flavor +xgboost/);
    assertMatch(host.banner, /curl http/);
    const response = await score(host, [5.1, 3.5, 1.4, 0.2], {
      "x-ms-client-request-id": "mine",
    });
    assertEquals(response.status, 200);
    assertEquals(await response.json(), [0]);
    const inputs = await readCollected(dataDir, "iris/blue/model_inputs");
    const outputs = await readCollected(dataDir, "iris/blue/model_outputs");
    assertEquals(inputs.length, 1);
    assertEquals(outputs.length, 1);
    assertEquals(inputs[0]!.data, [
      Object.fromEntries(
        COLUMNS.map((name, i) => [name, [5.1, 3.5, 1.4, 0.2][i]]),
      ),
    ]);
    assertEquals(outputs[0]!.data, [{ "0": 0 }]);
    assertEquals(inputs[0]!.correlationid, outputs[0]!.correlationid);
    assertEquals(inputs[0]!.xrequestid, "mine");
    assertEquals(inputs[0]!.correlationid, "mine");
    const metrics = await (await fetch(`${host.address}/metrics`)).text();
    assertMatch(
      metrics,
      /samla_requests_total\{route="\/score",status="200"\} 1/,
    );
    assertMatch(metrics, /collection="model_inputs",fate="recorded"\} 1/);
    const ended = await host.stop();
    assertEquals(ended.code, 0);
    for (const collection of ["model_inputs", "model_outputs"]) {
      const asset = JSON.parse(
        await Deno.readTextFile(
          `${dataDir}/assets/iris-blue-${collection}/1.json`,
        ),
      );
      assertEquals([asset.name, asset.events], [`iris-blue-${collection}`, 1]);
    }
  });
});

Deno.test("1,000 requests at once leave 1,000 lines in each collection, every id paired", async () => {
  await withDataDir(async (dataDir) => {
    await using host = await HostProcess.start(dataDir, [IRIS, "--collect"]);
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async (_, i) => {
        const response = await score(host, [i, 3.5, 1.4, 0.2]);
        return [response.status, (await response.json()).length];
      }),
    );
    for (const answer of answers) assertEquals(answer, [200, 1]);
    const inputs = await readCollected(dataDir, "iris/blue/model_inputs");
    const outputs = await readCollected(dataDir, "iris/blue/model_outputs");
    assertEquals(inputs.length, 1000);
    assertEquals(outputs.length, 1000);
    const idsOf = (events: typeof inputs) =>
      events.map((event) => event.correlationid).sort();
    assertEquals(new Set(idsOf(inputs)).size, 1000);
    assertEquals(idsOf(inputs), idsOf(outputs));
    const lengths = inputs.map((event) =>
      (event.data as Record<string, number>[])[0]![COLUMNS[0]!]!
    );
    assertEquals(
      lengths.sort((a, b) => a - b),
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });
});

Deno.test("a host that is killed at once has every answered request on disk", async () => {
  await withDataDir(async (dataDir) => {
    const host = await HostProcess.start(dataDir, [IRIS, "--collect"]);
    let answered = 0;
    const asking = Array.from({ length: 8 }, async () => {
      for (;;) {
        const response = await score(host, [1, 2, 3, 4]);
        await response.text();
        if (++answered === 200) host.kill("SIGKILL");
      }
    });
    await Promise.allSettled(asking);
    await host.ended();
    const inputs = await readCollected(dataDir, "iris/blue/model_inputs");
    const outputs = await readCollected(dataDir, "iris/blue/model_outputs");
    assert(inputs.length >= answered, `${inputs.length} of ${answered}`);
    assert(outputs.length >= answered, `${outputs.length} of ${answered}`);
  });
});

/** What a careless client sends: the path, the body, the status, and what the sentence must say. */
const BAD_REQUESTS: readonly (readonly [string, string, number, RegExp])[] = [
  ["/score", "", 400, /./],
  ["/score", "{", 400, /JSON/],
  ["/score", "[1]", 400, /input_data/],
  ["/score", "{}", 400, /input_data/],
  [
    "/score",
    '{"input_data":{"columns":["a"],"data":[[1]]}}',
    400,
    /sepal length/,
  ],
  [
    "/score",
    `{"input_data":{"columns":${JSON.stringify(COLUMNS)},"data":[[1,2]]}}`,
    400,
    /./,
  ],
  [
    "/score",
    `{"input_data":{"columns":${
      JSON.stringify(COLUMNS)
    },"data":[[1,2,"secret",4]]}}`,
    400,
    /petal length/,
  ],
  ["/invocations", "", 400, /JSON/],
  ["/invocations", "{", 400, /JSON/],
  ["/invocations", "{}", 400, /exactly one of the input fields/],
  [
    "/invocations",
    `{"dataframe_split":{"columns":["a"],"data":[[1]]}}`,
    400,
    /Model is missing inputs/,
  ],
  [
    "/invocations",
    `{"dataframe_records":[{"a":"secret"}]}`,
    400,
    /missing inputs/,
  ],
  ["/nothing", "{}", 404, /not found/],
];

Deno.test("careless requests are refused with a sentence that echoes nothing, and the host serves on", async (t) => {
  await withDataDir(async (dataDir) => {
    await using host = await HostProcess.start(dataDir, [
      IRIS,
      "--max-body-bytes",
      "2000",
    ]);
    for (const [path, body, status, says] of BAD_REQUESTS) {
      await t.step(`${path} ${body.slice(0, 60)}`, async () => {
        const response = await fetch(host.address + path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        assertEquals(response.status, status);
        const { message } = await response.json();
        assertMatch(message, says);
        assert(!message.includes("secret"), `echoes the payload: ${message}`);
        assert(!/\bat .*:\d+/.test(message), `shows a stack: ${message}`);
      });
    }
    await t.step("a body over the limit", async () => {
      const response = await fetch(`${host.address}/score`, {
        method: "POST",
        body: "x".repeat(2001),
      });
      assertEquals(response.status, 413);
      assertMatch((await response.json()).message, /2000 bytes/);
    });
    const response = await score(host, [5.1, 3.5, 1.4, 0.2]);
    assertEquals(await response.json(), [0]);
  });
});

Deno.test("SIGTERM lets the running request finish, then exits with 0", async () => {
  await withDataDir(async (dataDir) => {
    const script = `${dataDir}/score.ts`;
    await Deno.writeTextFile(
      script,
      `let done; const gate = new Promise((settle) => { done = settle; });
       Deno.addSignalListener("SIGTERM", () => setTimeout(done, 50));
       export async function run(text) { await gate; return text; }`,
    );
    await using host = await HostProcess.start(dataDir, [script]);
    const running = fetch(`${host.address}/score`, {
      method: "POST",
      body: "finish me",
    });
    // The health check is answered only after the score request was accepted.
    await (await fetch(`${host.address}/`)).text();
    host.kill("SIGTERM");
    assertEquals(await (await running).json(), "finish me");
    assertEquals((await host.ended()).code, 0);
  });
});

Deno.test("the answers to /invocations are those that MLflow itself gave", async (t) => {
  await withDataDir(async (dataDir) => {
    await using host = await HostProcess.start(dataDir, [IRIS]);
    const folder = projectPath("tests/golden/iris");
    for await (const entry of Deno.readDir(folder)) {
      if (entry.name === "pyfunc.json") continue;
      const { request, response: expected } = JSON.parse(
        await Deno.readTextFile(`${folder}/${entry.name}`),
      );
      await t.step(entry.name, async () => {
        const response = await fetch(host.address + request.path, {
          method: "POST",
          headers: { "content-type": request.contentType },
          body: request.body,
        });
        assertEquals(response.status, expected.status);
        const answer = await response.json();
        if (expected.status === 200) assertEquals(answer, expected.body);
        else assertEquals(answer.error_code, expected.body.error_code);
      });
    }
  });
});
