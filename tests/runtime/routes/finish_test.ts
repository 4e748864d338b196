import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DataFrame } from "../../../frame/mod.ts";
import { createApp } from "../../../runtime/app.ts";
import { hostMetrics } from "../../../runtime/host/metrics/host_metrics.ts";
import { openModule } from "../../../runtime/models/module_model.ts";
import {
  linesOf,
  memoryDeployment,
} from "../../collector/memory_deployment.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { readMetrics } from "../../tools/promtool_rules.ts";
import { recordingLogger } from "../../tools/recording_logger.ts";

const BOTH = {
  collections: {
    request: { enabled: true },
    response: { enabled: true },
    "model_outputs": { enabled: true },
  },
};

async function collectingHost(
  run: () => unknown,
  options: { readonly maxBodyBytes?: number } = {},
) {
  const { log, errors, warnings } = recordingLogger();
  const { deployment, spool } = memoryDeployment(BOTH);
  const metrics = hostMetrics([]);
  const scope = deployment;
  const model = await openModule({ run: () => run() }, { name: "test", scope });
  const app = createApp(model, { log, deployment, metrics, ...options });
  const ask = async () =>
    await app.fetch(
      new Request("http://localhost/score", { method: "POST", body: "{}" }),
    );
  const collected = () => {
    deployment.commit();
    return linesOf(spool, "response").map(({ data }) => data);
  };
  const broken = async () =>
    readMetrics(await metrics.text()).find(({ name }) =>
      name === "samla_broken_answers_total"
    )!.samples.map(({ labels, value }) => [labels.route, value]);
  return { ask, collected, broken, errors, warnings, deployment, spool };
}

async function* countTo(last: number, failure?: unknown) {
  for (let n = 1; n <= last; n++) yield await Promise.resolve(`${n};`);
  if (failure !== undefined) throw failure;
}

Deno.test("finish() records a streamed answer whole, once it has passed", async () => {
  const host = await collectingHost(() => countTo(3));
  const response = await host.ask();
  assertEquals(await response.text(), "1;2;3;");
  assertEquals(host.collected(), ["1;2;3;"]);
  assertEquals(host.errors, []);
});

Deno.test("finish() records an answer of bytes", async () => {
  const host = await collectingHost(() => new TextEncoder().encode("abc"));
  await (await host.ask()).bytes();
  const { recorded, events, refused } = host.deployment.counters.response!;
  assertEquals([recorded, events, refused], [1, 1, 0]);
  const payload = host.spool.paths.find((path) => !path.endsWith(".jsonl"))!;
  assertEquals(new TextDecoder().decode(host.spool.take(payload)), "abc");
});

Deno.test("finish() makes durable what a generator collected before its stream ends", async () => {
  const host = await collectingHost(async function* () {
    yield "one";
    await Promise.resolve();
    host.deployment.record("model_outputs", DataFrame.fromColumns({ n: [1] }));
    yield "two";
  });
  await (await host.ask()).text();
  assertEquals(linesOf(host.spool, "model_outputs").length, 1);
});

Deno.test("finish() breaks, logs and counts an answer that fails half-way", async () => {
  const host = await collectingHost(() =>
    countTo(2, new Error("no more rows"))
  );
  const response = await host.ask();
  assertEquals(response.status, 200);
  const reader = response.body!.getReader();
  await reader.read();
  await reader.read();
  await assertRejects(() => reader.read(), Error, "no more rows");
  assertEquals(host.errors.length, 1);
  assertMatch(
    host.errors[0]!,
    /^An answer of \/score broke off after 4 bytes .*no more rows/,
  );
  assertEquals(await host.broken(), [["/score", 1]]);
  assertEquals(host.collected(), []);
  const { collected, refused } = host.deployment.counters.response!;
  assertEquals([collected, refused], [1, 1]);
});

Deno.test("finish() breaks a Response whose stream has a part that is not bytes", async () => {
  const host = await collectingHost(() =>
    new Response(
      ReadableStream.from([{ a: 1 }]) as unknown as ReadableStream<
        Uint8Array<ArrayBuffer>
      >,
    )
  );
  const response = await host.ask();
  await assertRejects(() => response.text(), TypeError, "it is a Object");
  assertEquals(await host.broken(), [["/score", 1]]);
});

Deno.test("finish() keeps no more of a stream than the limit of a body, and says so", async () => {
  const host = await collectingHost(() => countTo(9), { maxBodyBytes: 17 });
  assertEquals((await (await host.ask()).text()).length, 18);
  assertEquals(host.collected(), []);
  assertMatch(host.warnings[0]!, /longer than the limit of 17 bytes/);
  assertEquals(host.deployment.counters.response!.refused, 1);
});

Deno.test("finish() tells a client that leaves from a stream that fails", async () => {
  const host = await collectingHost(() => countTo(Infinity));
  const reader = (await host.ask()).body!.getReader();
  await reader.read();
  const reading = reader.read();
  await reader.cancel();
  await reading;
  assertEquals(host.errors, []);
  assertEquals(await host.broken(), []);
  const { collected, refused } = host.deployment.counters.response!;
  assertEquals([collected, refused], [1, 1]);
});

Deno.test("finish() breaks the connection of an answer that fails half-way, and the host serves on", async () => {
  const dataDir = await Deno.makeTempDir();
  const module = `${dataDir}/score.ts`;
  await Deno.writeTextFile(
    module,
    `export async function* run() {
      yield "one";
      await Promise.resolve();
      throw new Error("no more rows");
    }`,
  );
  await using host = await HostProcess.start(dataDir, [module]);
  for (const _ of [1, 2]) {
    const response = await fetch(`${host.address}/score`, {
      method: "POST",
      body: "",
    });
    assertEquals(response.status, 200);
    await assertRejects(() => response.text());
  }
  const { code, stderr } = await host.stop();
  assertEquals(code, 0);
  assertMatch(stderr, /An answer of \/score broke off after 3 bytes/);
  await Deno.remove(dataDir, { recursive: true });
});
