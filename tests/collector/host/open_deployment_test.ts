import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { useAsyncScope } from "../../../collector/async_scope.ts";
import { Collector } from "../../../collector/collector.ts";
import { collectEverything } from "../../../collector/config.ts";
import { AsyncLocalScope } from "../../../collector/host/async_local_scope.ts";
import { openDeployment } from "../../../collector/host/open_deployment.ts";
import { linesUnder } from "./disk_lines.ts";
import { DataFrame } from "../../../frame/data_frame.ts";

Deno.test("1,000 concurrent scorings of two deployments leave 1,000 pairs in the folders of each", async () => {
  useAsyncScope(new AsyncLocalScope());
  const dataDir = await Deno.makeTempDir();
  const open = (deployment: string) =>
    openDeployment({
      endpoint: "iris",
      deployment,
      dataDir,
      config: collectEverything(),
    });
  const deployments = [open("blue"), open("green")];
  const inputs = new Collector({ name: "model_inputs" });
  const outputs = new Collector({ name: "model_outputs" });
  await Promise.all(
    Array.from({ length: 2000 }, (_, i) => {
      const deployment = deployments[i % 2]!;
      return deployment.run(async () => {
        const context = inputs.collect(DataFrame.fromColumns({ a: [i] }));
        await new Promise((resolve) => setTimeout(resolve, i % 7));
        outputs.collect(DataFrame.fromColumns({ b: [i] }), context);
        await deployment.commit();
      }, { id: `request-${i}` });
    }),
  );
  for (const [parity, deployment] of deployments.entries()) {
    const folder =
      `${dataDir}/modelDataCollector/iris/${deployment.deployment}`;
    const ins = linesUnder(`${folder}/model_inputs`);
    const outs = linesUnder(`${folder}/model_outputs`);
    assertEquals(ins.length, 1000);
    const byId = new Map(outs.map((event) => [event.correlationid, event]));
    assertEquals(byId.size, 1000);
    for (const event of ins) {
      const [row] = event.data as { a: number }[];
      assertEquals(row!.a % 2, parity);
      assertEquals(event.xrequestid, `request-${row!.a}`);
      const output = byId.get(event.correlationid)!;
      assertEquals(output.data, [{ b: row!.a }]);
      assertEquals(output.xrequestid, event.xrequestid);
    }
    await deployment.close();
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("openDeployment() keeps the record of a data asset up to date", async () => {
  const dataDir = await Deno.makeTempDir();
  const read = () =>
    JSON.parse(
      Deno.readTextFileSync(`${dataDir}/assets/iris-blue-model_inputs/1.json`),
    );
  for (const expected of [2, 4]) {
    await using deployment = openDeployment({
      endpoint: "iris",
      deployment: "blue",
      dataDir,
      config: collectEverything(),
    });
    deployment.record("model_inputs", DataFrame.fromColumns({ a: [1, 2] }));
    await deployment.commit();
    assertEquals(read().events, expected - 1);
    deployment.record("model_inputs", DataFrame.fromColumns({ a: [1, 2] }));
    await deployment.close();
    const { created, bytes, lastEventTime, ...record } = read();
    assertEquals(record, {
      name: "iris-blue-model_inputs",
      version: "1",
      type: "uri_folder",
      path:
        "azureml://datastores/workspaceblobstore/paths/modelDataCollector/iris/blue/model_inputs",
      events: expected,
      rows: expected * 2,
    });
    assertMatch(created, /^\d{4}-/);
    assertMatch(lastEventTime, /^\d{4}-/);
    const folder = `${dataDir}/modelDataCollector/iris/blue/model_inputs`;
    const size = linesUnder(folder).length;
    assertEquals(size, expected);
    assert(bytes > 600);
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("openDeployment() refuses a data directory that cannot be written to", () => {
  const file = Deno.makeTempFileSync();
  assertThrows(
    () =>
      openDeployment({
        endpoint: "iris",
        deployment: "blue",
        dataDir: file,
        config: collectEverything(),
      }),
    Error,
    `Cannot write collected data to ${file}/modelDataCollector`,
  );
  Deno.removeSync(file);
});
