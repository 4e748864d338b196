import { assert, assertEquals, assertMatch } from "@std/assert";
import { DataFrame } from "../../../../frame/data_frame.ts";
import { createApp } from "../../../../runtime/app.ts";
import { collectionCounters } from "../../../../runtime/host/metrics/collection_counters.ts";
import { hostMetrics } from "../../../../runtime/host/metrics/host_metrics.ts";
import { shippingCounters } from "../../../../runtime/host/metrics/shipping_counters.ts";
import { openModule } from "../../../../runtime/models/module_model.ts";
import { memoryDeployment } from "../../../collector/memory_deployment.ts";
import {
  promtoolProblems,
  readMetrics,
} from "../../../tools/promtool_rules.ts";

const SHIPPED = {
  events: 1,
  bytes: 10,
  earlierEvents: 2,
  earlierBytes: 20,
  retried: 3,
  rejected: 4,
  lostEvents: 0,
  lostBytes: 0,
};

function allMetrics() {
  const { deployment } = memoryDeployment();
  return hostMetrics([
    ...collectionCounters(deployment),
    ...shippingCounters({ counters: { "model_inputs": SHIPPED } }, deployment),
  ]);
}

async function host() {
  const metrics = allMetrics();
  const model = await openModule({
    run: (text: string) => text === "wait" ? waiting.promise : text,
  }, { name: "echo" });
  const waiting = Promise.withResolvers<string>();
  const app = createApp(model, { metrics });
  const ask = (path: string, init: RequestInit = {}) =>
    app.fetch(new Request(`http://localhost${path}`, init));
  const values = async (name: string) =>
    Object.fromEntries(
      readMetrics(await metrics.text()).find((one) => one.name === name)!
        .samples.map((
          { labels, value },
        ) => [Object.values(labels).join(" "), value]),
    );
  return { ask, values, metrics, waiting };
}

Deno.test("metrics break no rule of promtool's linter", async () => {
  const metrics = allMetrics();
  metrics.arrived();
  metrics.answered({ route: "/score", status: 200 }, 0.1);
  metrics.count({ route: "other", status: 408 });
  assertEquals(promtoolProblems(readMetrics(await metrics.text())), []);
});

Deno.test("the rules of promtool's linter are noticed when they are broken", () => {
  const metric = (name: string, type: string) => ({
    name,
    type,
    help: "x",
    samples: [],
  });
  for (
    const broken of [
      metric("samla_collected", "counter"),
      metric("samla_open_total", "gauge"),
      metric("samla_wait_ms", "gauge"),
      metric("samla_wait_milliseconds", "gauge"),
      metric("samla_rowCount", "gauge"),
      metric("samla_open_gauge", "gauge"),
      { ...metric("samla_open", "gauge"), help: "" },
    ]
  ) {
    assertEquals(promtoolProblems([broken]).length, 1, broken.name);
  }
});

Deno.test("metrics of collections add up to what was collected, each event once", async () => {
  const { deployment } = memoryDeployment({
    collections: { "model_inputs": { enabled: true } },
    "sampling_rate": 0.5,
  });
  const metrics = hostMetrics(collectionCounters(deployment));
  for (let n = 0; n < 100; n++) {
    deployment.record("model_inputs", DataFrame.fromColumns({ n: [n] }));
  }
  const { type, samples } = readMetrics(await metrics.text()).find(({ name }) =>
    name === "samla_collected_total"
  )!;
  assertEquals(type, "counter");
  assertEquals(
    samples.map(({ labels }) => labels.fate),
    ["recorded", "sampled_out", "refused", "dropped"],
  );
  assert(samples.every(({ value }) => value < 100));
  assertEquals(samples.reduce((sum, { value }) => sum + value, 0), 100);
});

Deno.test("metrics read twice are the same: a counter is set, not added to again", async () => {
  const metrics = allMetrics();
  const shipped = async () =>
    readMetrics(await metrics.text()).find(({ name }) =>
      name === "samla_shipped_events_total"
    )!.samples.find(({ labels }) => labels.of === "earlier")!.value;
  assertEquals([await shipped(), await shipped()], [2, 2]);
});

Deno.test("metrics count unknown paths, wrong methods and long ids under one route", async () => {
  const { ask, values } = await host();
  assertEquals((await ask("/secret?of=a-client")).status, 404);
  assertEquals((await ask("/score", { method: "DELETE" })).status, 405);
  const headers = { "x-request-id": "x".repeat(101) };
  const long = { method: "POST", body: "{}", headers };
  assertEquals((await ask("/score", long)).status, 431);
  assertEquals(
    (await ask("/score", { method: "POST", body: "1" })).status,
    200,
  );
  assertEquals((await ask("/")).status, 200);
  assertEquals(await values("samla_requests_total"), {
    "/score 200": 1,
    "other 200": 1,
    "other 404": 1,
    "other 405": 1,
    "other 431": 1,
  });
});

Deno.test("metrics count an answer that never arrived at the app", async () => {
  const { values, metrics } = await host();
  metrics.count({ route: "other", status: 408 });
  assertEquals(await values("samla_requests_total"), { "other 408": 1 });
  assertEquals(await values("samla_requests_in_flight"), { "": 0 });
});

Deno.test("metrics say how many requests are in flight", async () => {
  const { ask, values, waiting } = await host();
  const answers = [1, 2].map(() =>
    ask("/score", { method: "POST", body: "wait" })
  );
  assertEquals(await values("samla_requests_in_flight"), { "": 2 });
  waiting.resolve("done");
  await Promise.all(answers);
  assertEquals(await values("samla_requests_in_flight"), { "": 0 });
});

Deno.test("metrics have the process and the build, under the names that dashboards know", async () => {
  const metrics = readMetrics(await allMetrics().text());
  const valueOf = (name: string) =>
    metrics.find((one) => one.name === name)!.samples[0]!;
  assert(valueOf("process_cpu_seconds_total").value > 0);
  assert(valueOf("process_resident_memory_bytes").value > 1e6);
  assert(valueOf("process_heap_bytes").value > 1e6);
  const started = valueOf("process_start_time_seconds").value;
  assert(Math.abs(started - Date.now() / 1000) < 86_400);
  const { labels, value } = valueOf("samla_build_info");
  assertEquals(value, 1);
  assertMatch(labels.version!, /^\d+\.\d+\.\d+/);
  assertEquals(labels.deno_version, Deno.version.deno);
});
