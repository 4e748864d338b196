import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { BasicCorrelationContext } from "../../collector/correlation.ts";
import { Deployment } from "../../collector/deployment.ts";
import { collectEverything } from "../../collector/config.ts";
import { MemorySpool } from "../../collector/memory_spool.ts";
import { DataFrame } from "../../frame/data_frame.ts";
import { linesOf, memoryDeployment } from "./memory_deployment.ts";

const ROOT_URI =
  "azureml://datastores/workspaceblobstore/paths/modelDataCollector";

function frame(...n: number[]): DataFrame {
  return DataFrame.fromColumns({ n });
}

function text(spool: MemorySpool, path: string): string {
  return new TextDecoder().decode(spool.take(path));
}

const PAYLOADS = {
  collections: { request: { enabled: true }, response: { enabled: true } },
  "request_logging": { "capture_headers": ["X-Tenant-Id", "authorization"] },
};

Deno.test("A sampling rate of 50 % keeps 50 % of pairs, and never half a pair", () => {
  const { deployment } = memoryDeployment({
    collections: {
      model_inputs: { enabled: true },
      model_outputs: { enabled: true },
    },
    "sampling_rate": 0.5,
  });
  let kept = 0;
  for (let n = 0; n < 10_000; n++) {
    const correlation = deployment.record("model_inputs", frame(n));
    const { recorded } = correlation;
    deployment.record("model_outputs", frame(n), { correlation });
    assertEquals(correlation.recorded, recorded);
    if (recorded === "recorded") kept++;
    else assertEquals(recorded, "sampled-out");
  }
  // Five standard deviations of a fair coin.
  assert(Math.abs(kept - 5000) < 250, `${kept} of 10,000 pairs kept`);
  const { collected, recorded, sampledOut } = deployment.counters.model_inputs!;
  assertEquals([collected, recorded, sampledOut], [
    10_000,
    kept,
    10_000 - kept,
  ]);
  assertEquals(deployment.counters.model_outputs!.recorded, kept);
});

Deno.test("Sampling keeps the same ids in every process, and spreads ids that count up", () => {
  const { deployment } = memoryDeployment({
    collections: { model_inputs: { enabled: true, "sampling_rate": 0.2 } },
  });
  const kept: number[] = [];
  for (let n = 0; n < 1000; n++) {
    const correlation = new BasicCorrelationContext({ id: `order-${n}` });
    deployment.record("model_inputs", frame(n), { correlation });
    if (correlation.recorded === "recorded") kept.push(n);
  }
  assertEquals(kept.slice(0, 5), [6, 11, 25, 26, 40]);
  assert(kept.length > 140 && kept.length < 260, `${kept.length} kept`);
});

Deno.test("A sampling rate of 0 keeps nothing", () => {
  const { deployment } = memoryDeployment({
    collections: { model_inputs: { enabled: true } },
    "sampling_rate": 0,
  });
  for (let n = 0; n < 1000; n++) deployment.record("model_inputs", frame(n));
  assertEquals(deployment.counters.model_inputs!.sampledOut, 1000);
});

Deno.test("Headers of a context become attributes, and never overwrite the event's own", () => {
  const { deployment, spool } = memoryDeployment();
  deployment.record("model_inputs", frame(1), {
    correlation: new BasicCorrelationContext({
      id: "a",
      headers: { "X-Tenant-Id": "acme", "Correlation-Id": "forged", id: "1" },
    }),
  });
  deployment.commit();
  const [event] = linesOf(spool, "model_inputs");
  assertEquals(event!.xtenantid, "acme");
  assertEquals(event!.correlationid, "a");
  assertMatch(String(event!.id), /^[0-9a-f-]{36}$/);
});

Deno.test("A payload above the limit goes to a file of its own, and the line refers to it", () => {
  const { deployment, spool } = memoryDeployment({
    collections: { model_inputs: { enabled: true } },
    "large_payload_bytes": 30,
  });
  deployment.record("model_inputs", frame(1));
  deployment.record("model_inputs", frame(1, 2, 3, 4));
  deployment.commit();
  const raw = spool.paths.find((path) => !path.includes("model_inputs"))!;
  const [small, large] = linesOf(spool, "model_inputs");
  assertEquals(small!.data, [{ n: 1 }]);
  assertEquals(Object.keys(large!).slice(5, 8), [
    "time",
    "dataref",
    "contentrange",
  ]);
  assertEquals(raw, `iris/blue/2026/09/30/09/${large!.id}.jsonl`);
  assertEquals(large!.dataref, `${ROOT_URI}/${raw}`);
  assertEquals(large!.contentrange, "bytes 0-32/33");
  assertEquals(text(spool, raw), '[{"n":1},{"n":2},{"n":3},{"n":4}]');
});

Deno.test("A large payload that cannot be written is dropped, and small ones go on", () => {
  const { deployment } = memoryDeployment({
    collections: { model_inputs: { enabled: true } },
    "large_payload_bytes": 5000,
  }, { spool: new MemorySpool({ maxBytes: 10_000 }) });
  const big = frame(...Array.from({ length: 2000 }, (_, n) => n));
  assertEquals(deployment.record("model_inputs", big).recorded, "refused");
  assertEquals(
    deployment.record("model_inputs", frame(1)).recorded,
    "recorded",
  );
  deployment.commit();
  const { dropped, events } = deployment.counters.model_inputs!;
  assertEquals([dropped, events], [1, 1]);
});

Deno.test("Payload logging records requests and responses as they were, with path, method and captured headers", () => {
  const { deployment, spool } = memoryDeployment(PAYLOADS);
  const body = new TextEncoder().encode('{"data":\n [[1, 2.50]]}');
  const correlation = deployment.logRequest({
    method: "POST",
    path: "/score?size=1",
    headers: new Headers({
      "content-type": "application/json; charset=utf-8",
      "x-tenant-id": "acme",
    }),
    body,
  }, { requestId: "request-1" });
  deployment.logResponse({
    headers: new Headers({ "content-type": "text/plain" }),
    body: new TextEncoder().encode("nö"),
  }, { correlation, requestId: "request-1" });
  deployment.commit();
  const path = spool.paths.find((path) => path.includes("/request/"))!;
  const line = text(spool, path);
  assertStringIncludes(
    line,
    ',"data":{"data":  [[1, 2.50]]},"path":"/score?size=1","method":"POST","contentrange":"bytes 0-21/*","correlationid":"request-1","xrequestid":"request-1","xtenantid":"acme"}\n',
  );
  const { id, source, ...request } = JSON.parse(line);
  assertMatch(id, /^[0-9a-f-]{36}$/);
  assertStringIncludes(source, "onlineEndpoints/iris");
  assertEquals(request, {
    specversion: "1.0",
    type: "azureml.inference.request",
    datacontenttype: "application/json",
    time: "2026-09-30T09:15:00Z",
    data: { data: [[1, 2.5]] },
    contentrange: "bytes 0-21/*",
    path: "/score?size=1",
    method: "POST",
    correlationid: "request-1",
    xrequestid: "request-1",
    xtenantid: "acme",
  });
  const [response] = linesOf(spool, "response");
  assertEquals(response!.data, "nö");
  assertEquals(response!.datacontenttype, "text/plain");
  assertEquals(response!.contentrange, "bytes 0-2/3");
  assertEquals(response!.correlationid, "request-1");
  assertEquals([response!.path, response!.method], [undefined, undefined]);
});

Deno.test("A body is logged as JSON, text or bytes according to its content, not to what it claims", () => {
  const { deployment, spool } = memoryDeployment(PAYLOADS);
  const encoder = new TextEncoder();
  const cases: [string | undefined, Uint8Array, unknown][] = [
    ["application/json", encoder.encode("{broken"), "{broken"],
    ["application/json", encoder.encode(""), null],
    [undefined, encoder.encode(' {"a": 1}'), { a: 1 }],
    [undefined, encoder.encode("plain"), "plain"],
    ["text/csv", encoder.encode("1,2"), "1,2"],
    ["application/problem+json", encoder.encode('"x"'), "x"],
  ];
  for (const [type, body] of cases) {
    const headers = new Headers(
      type === undefined ? {} : { "content-type": type },
    );
    deployment.logResponse({ headers, body });
  }
  deployment.commit();
  const events = linesOf(spool, "response");
  assertEquals(events.map(({ data }) => data), cases.map(([, , data]) => data));
  assertEquals(events[1]!.contentrange, "bytes */0");
});

Deno.test("Bytes that are not text go to a file named by the event, and the line has its URL", () => {
  const { deployment, spool } = memoryDeployment(PAYLOADS);
  const body = Uint8Array.of(0xff, 0xd8, 0xff);
  for (const type of ["image/jpeg", "application/json", "text/plain"]) {
    deployment.logRequest({
      method: "POST",
      path: "/score",
      headers: new Headers({ "content-type": type }),
      body,
    });
  }
  deployment.commit();
  const raw = spool.paths.filter((path) => !path.endsWith(".jsonl"));
  const contents = raw.map((path) => [...spool.take(path)!]);
  assertEquals(contents, [[...body], [...body], [...body]]);
  const events = linesOf(spool, "request");
  for (const [i, event] of events.entries()) {
    assertEquals(raw[i], `iris/blue/request/2026/09/30/09/${event.id}`);
    assertEquals(event.data, `${ROOT_URI}/${raw[i]}`);
    assertEquals(event.datainblob, "true");
    assertEquals(event.datacontenttype, "text/plain");
    assertEquals(event.contentrange, "bytes 0-2/*");
  }
});

Deno.test("Frames of one window with the same columns become one event under the first one's id", async () => {
  const { deployment, spool } = memoryDeployment({
    collections: { model_inputs: { enabled: true } },
    "batch_window_ms": 60_000,
  });
  const first = deployment.record("model_inputs", frame(1, 2));
  deployment.record("model_inputs", frame());
  deployment.record("model_inputs", frame(3));
  deployment.commit();
  assertEquals(spool.paths, []);
  deployment.record("model_inputs", DataFrame.fromColumns({ other: [4] }));
  deployment.record("model_inputs", DataFrame.fromColumns({ other: [5] }));
  assertEquals(deployment.counters.model_inputs!.pending, 5);
  await deployment.close();
  const events = linesOf(spool, "model_inputs");
  assertEquals(events.map(({ data }) => data), [
    [{ n: 1 }, { n: 2 }, { n: 3 }],
    [{ other: 4 }, { other: 5 }],
  ]);
  assertEquals(events[0]!.correlationid, first.id);
  assertEquals(events[0]!.contentrange, "bytes 0-24/25");
  const counters = deployment.counters.model_inputs!;
  assertEquals(
    [counters.recorded, counters.events, counters.merged, counters.pending],
    [5, 2, 3, 0],
  );
});

Deno.test("Outputs that come in another order than their inputs are batched as those are", async () => {
  const { deployment, spool } = memoryDeployment({
    collections: {
      model_inputs: { enabled: true },
      model_outputs: { enabled: true },
    },
    "batch_window_ms": 60_000,
  });
  const contexts = [1, 2].map((n) =>
    deployment.record("model_inputs", frame(n))
  );
  for (const n of [2, 1]) {
    const correlation = contexts[n - 1];
    deployment.record("model_outputs", frame(n), { correlation });
  }
  await deployment.close();
  const [inputs, outputs] = [
    linesOf(spool, "model_inputs"),
    linesOf(spool, "model_outputs"),
  ];
  assertEquals(inputs.map(({ data }) => data), [[{ n: 1 }, { n: 2 }]]);
  assertEquals(outputs.map(({ data }) => data), [[{ n: 1 }, { n: 2 }]]);
  assertEquals(inputs[0]!.correlationid, outputs[0]!.correlationid);
});

Deno.test("Frames of one window in two period folders are two events, each in its own", async () => {
  let nowMs = Date.UTC(2026, 8, 30, 9, 59, 59);
  const { deployment, spool } = memoryDeployment({
    collections: { model_inputs: { enabled: true } },
    "batch_window_ms": 60_000,
  }, { now: () => nowMs });
  deployment.record("model_inputs", frame(1));
  nowMs += 2000;
  deployment.record("model_inputs", frame(2));
  await deployment.close();
  assertEquals(spool.paths.length, 2);
  const written = spool.paths.map((path) => {
    const period = /2026\/09\/30\/\d\d/.exec(path)?.[0];
    return [period, JSON.parse(text(spool, path)).data];
  });
  assertEquals(written, [
    ["2026/09/30/09", [{ n: 1 }]],
    ["2026/09/30/10", [{ n: 2 }]],
  ]);
});

Deno.test("A window closes by itself when its time is up", async () => {
  const spooled = Promise.withResolvers<void>();
  const { deployment, spool } = memoryDeployment({
    collections: { model_inputs: { enabled: true } },
    "batch_window_ms": 5,
  }, { onSpooled: () => spooled.resolve() });
  deployment.record("model_inputs", frame(1));
  deployment.record("model_inputs", frame(2));
  await spooled.promise;
  assertEquals(linesOf(spool, "model_inputs")[0]!.data, [{ n: 1 }, { n: 2 }]);
  await deployment.close();
});

Deno.test("A deployment refuses names that cannot be a folder", () => {
  for (const name of ["../x", "a/b", "", "a\0", ".hidden"]) {
    assertThrows(
      () =>
        new Deployment({
          endpoint: name,
          deployment: "blue",
          config: collectEverything(),
          spool: new MemorySpool(),
        }),
      RangeError,
      "Cannot use the endpoint name",
    );
  }
});

Deno.test("The record of a refused frame is told as a problem, never thrown", () => {
  const problems: string[] = [];
  const { deployment } = memoryDeployment(undefined, {
    onProblem: ({ collection, error }) =>
      problems.push(`${collection}: ${error.message}`),
  });
  const cycle: unknown[] = [];
  cycle.push(cycle);
  const loop = new DataFrame(["loop"], [{ dtype: "object", values: [cycle] }]);
  const correlation = deployment.record("model_inputs", loop);
  assertEquals(correlation.recorded, "refused");
  assertEquals(problems, [
    'model_inputs: Cannot write column "loop" as JSON: row 0: Found an object that holds itself',
  ]);
});
