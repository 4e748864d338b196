import { ZLIB_CODINGS } from "../../runtime/host/codings/zlib_codings.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseMdcConfig } from "../../collector/mdc_config.ts";
import { createSidecar, sidecarConfig } from "../../runtime/sidecar.ts";
import { MemorySpool } from "../../collector/memory_spool.ts";
import { linesOf, memoryDeployment } from "../collector/memory_deployment.ts";

const URL_LOG = "http://127.0.0.1:50011/modeldata/log";

/** What the Python package sends for one `collect()`. */
function collected(
  body: string,
  headers: Record<string, string> = {},
): Request {
  return new Request(URL_LOG, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "trace-id": "7f3f8d6c-0000-4000-8000-000000000000",
      "ce-time": "1700000000",
      "ce-type": "azureml.inference.model_inputs",
      "ce-collect-data-type": "pandas.core.frame.DataFrame",
      "ce-agent": "azureml-ai-monitoring/1.0.0",
      "ce-x-request-id": "order-1",
      "ce-model-version": "default",
      ...headers,
    },
  });
}

Deno.test("The side-car writes what the Python package posts as the line that Azure would", async () => {
  const { deployment, spool } = memoryDeployment();
  const handle = createSidecar(deployment);
  const body = '[{"a":1,"s":"x\\/y<\\u00e9"},{"a":2.0,"s":"z"}]';
  const response = await handle(collected(body, { "ce-my-tag": "blue" }));
  assertEquals(response.status, 200);
  const [path] = spool.paths;
  const line = new TextDecoder().decode(spool.take(path!));
  assertStringIncludes(line, `"time":"2023-11-14T22:13:20Z","data":${body},`);
  const { id: _id, source: _source, ...event } = JSON.parse(line);
  assertEquals(event, {
    specversion: "1.0",
    type: "azureml.inference.model_inputs",
    datacontenttype: "application/json",
    time: "2023-11-14T22:13:20Z",
    data: [{ a: 1, s: "x/y<é" }, { a: 2, s: "z" }],
    contentrange: `bytes 0-${body.length - 1}/${body.length}`,
    correlationid: "order-1",
    xrequestid: "order-1",
    modelversion: "default",
    collectdatatype: "pandas.core.frame.DataFrame",
    agent: "azureml-ai-monitoring/1.0.0",
    mytag: "blue",
  });
  assertEquals(deployment.counters.model_inputs!.rows, 2);
});

Deno.test("The side-car samples by correlation id, and answers 2xx for what is left out", async () => {
  const { deployment } = memoryDeployment({
    collections: {
      model_inputs: { enabled: true },
      model_outputs: { enabled: true },
    },
    "sampling_rate": 0.5,
  });
  const handle = createSidecar(deployment);
  const kept = { "recorded\n": 0, "sampled-out\n": 0 };
  for (let n = 0; n < 200; n++) {
    const id = { "ce-x-request-id": `order-${n}` };
    const type = { "ce-type": "azureml.inference.model_outputs" };
    const input = await handle(collected("[]", id));
    const output = await handle(collected("[]", { ...id, ...type }));
    const text = await input.text() as keyof typeof kept;
    assertEquals([input.status, await output.text()], [200, text]);
    kept[text]++;
  }
  assertEquals(kept["recorded\n"] + kept["sampled-out\n"], 200);
  assertEquals(deployment.counters.model_outputs!.recorded, kept["recorded\n"]);
});

Deno.test("The side-car says what it cannot log, and why", async () => {
  const { deployment, spool } = memoryDeployment();
  const handle = createSidecar(deployment, { maxBodyBytes: 100 });
  const type = (name: string) => ({ "ce-type": `azureml.inference.${name}` });
  const cases: [Request, number, string][] = [
    [
      collected("[]", type("other")),
      404,
      "collects model_inputs, model_outputs",
    ],
    [collected("[]", { "ce-type": "" }), 404, 'Cannot log ""'],
    [
      collected("[]", { "ce-time": "yesterday" }),
      400,
      "Cannot use NaN as a timestamp",
    ],
    [collected("x".repeat(101)), 413, "more than 100 bytes"],
    [new Request(URL_LOG), 405, "Use POST"],
    [new Request("http://127.0.0.1:50011/other"), 404, "nothing at /other"],
    [new Request("http://127.0.0.1:50011/"), 200, "Healthy"],
  ];
  for (const [request, status, message] of cases) {
    const response = await handle(request);
    assertEquals(response.status, status);
    assertStringIncludes(await response.text(), message);
  }
  assertEquals(spool.paths, []);
});

Deno.test("The side-car unpacks payloads, up to its limit, and says which it cannot", async () => {
  const { deployment, spool } = memoryDeployment();
  const codings = ZLIB_CODINGS;
  const handle = createSidecar(deployment, { maxBodyBytes: 100, codings });
  const post = async (text: string, name: string, said = name) => {
    const bytes = new TextEncoder().encode(text);
    const body = await codings[name]!.encode(bytes);
    const { headers } = collected("", { "content-encoding": said });
    const request = new Request(URL_LOG, { method: "POST", headers, body });
    const response = await handle(request);
    return [response.status, await response.text()];
  };
  for (const name of Object.keys(codings)) {
    assertEquals(await post('[{"n":1}]', name), [200, "recorded\n"]);
    const [status] = await post(" ".repeat(101), name);
    assertEquals([name, status], [name, 413]);
  }
  assertEquals((await post("[]", "gzip", "br"))[0], 400);
  assertEquals((await post("[]", "gzip", "lz4"))[0], 415);
  assertEquals(
    linesOf(spool, "model_inputs").map(({ data }) => data),
    Object.keys(codings).map(() => [{ n: 1 }]),
  );
});

Deno.test("The side-car answers 503 when a line could not be written", async () => {
  const { deployment } = memoryDeployment(undefined, {
    spool: new MemorySpool({ maxBytes: 10 }),
  });
  const response = await createSidecar(deployment)(collected("[]"));
  assertEquals(response.status, 503);
  await response.body?.cancel();
});

Deno.test("Any request of the Python package to one collection leaves one line", async () => {
  const { deployment, spool } = memoryDeployment();
  const handle = createSidecar(deployment);
  const responses = await Promise.all(
    Array.from({ length: 500 }, (_, n) => handle(collected(`[{"n":${n}}]`))),
  );
  assert(responses.every(({ ok }) => ok));
  assertEquals(linesOf(spool, "model_inputs").length, 500);
});

Deno.test("sidecarConfig() asks the Python package for every payload of the enabled collections", () => {
  const { deployment } = memoryDeployment({
    collections: { Model_Inputs: { enabled: true }, off: { enabled: false } },
    "sampling_rate": 0.1,
  });
  const text = sidecarConfig(deployment.config);
  assertEquals(JSON.parse(text), {
    runMode: "cloud",
    collections: { model_inputs: { enabled: true, sampleRatePercentage: 100 } },
    captureHeaders: [],
  });
  const config = parseMdcConfig(text, "mdc.json");
  assertEquals(config.collections.map(({ name }) => name), ["model_inputs"]);
});
