import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Collector } from "../../collector/collector.ts";
import { BasicCorrelationContext } from "../../collector/correlation.ts";
import { DataFrame } from "../../frame/data_frame.ts";
import { linesOf, memoryDeployment } from "./memory_deployment.ts";

Deno.test("collect() writes one line of CloudEvents with the attributes in the order of the original", () => {
  const { deployment, spool } = memoryDeployment();
  deployment.run(() => {
    const frame = DataFrame.fromColumns({ a: [1], s: ["ü"] });
    new Collector({ name: "model_inputs" })
      .collect(frame, new BasicCorrelationContext({ id: "order-1" }));
  }, { id: "request-1" });
  deployment.commit();
  const [path] = spool.paths;
  assertMatch(
    path!,
    /^iris\/blue\/model_inputs\/2026\/09\/30\/09\/[0-9a-f]{32}\d{6}\.jsonl$/,
  );
  const [event] = linesOf(spool, "model_inputs");
  assertEquals(Object.keys(event!), [
    "specversion",
    "id",
    "source",
    "type",
    "datacontenttype",
    "time",
    "data",
    "contentrange",
    "correlationid",
    "xrequestid",
    "modelversion",
    "collectdatatype",
    "agent",
  ]);
  const { id, ...rest } = event!;
  assertMatch(String(id), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
  assertEquals(rest, {
    specversion: "1.0",
    source:
      "/subscriptions//resourceGroups//providers/Microsoft.MachineLearningServices/workspaces//onlineEndpoints/iris/deployments/blue",
    type: "azureml.inference.model_inputs",
    datacontenttype: "application/json",
    time: "2026-09-30T09:15:00Z",
    data: [{ a: 1, s: "ü" }],
    contentrange: "bytes 0-17/18",
    correlationid: "order-1",
    xrequestid: "request-1",
    modelversion: "default",
    collectdatatype: "pandas.core.frame.DataFrame",
    agent: "samla/0.1.0",
  });
});

Deno.test("collect() gives input and output one correlation id, a UUID where none was given", () => {
  const { deployment, spool } = memoryDeployment();
  deployment.run(() => {
    const frame = DataFrame.fromColumns({ a: [1] });
    const context = new Collector({ name: "model_inputs" }).collect(frame);
    new Collector({ name: "model_outputs" }).collect(frame, context);
    assertEquals(context.recorded, "recorded");
  });
  deployment.commit();
  const [input] = linesOf(spool, "model_inputs");
  const [output] = linesOf(spool, "model_outputs");
  assertMatch(String(input!.correlationid), /^[0-9a-f-]{36}$/);
  assertEquals(input!.correlationid, output!.correlationid);
  assertEquals(input!.xrequestid, input!.correlationid);
});

Deno.test("collect() gives anything but a table to onError, as a TypeError that names what came", () => {
  const { deployment, spool } = memoryDeployment();
  const cases: [unknown, string][] = [
    ["text", "a string"],
    [null, "null"],
    [[1, 2], "entry 0 is a number"],
    [{ a: [1] }, "an object"],
    [new Map(), "an object of class Map"],
    [new Float64Array(2), "an object of class Float64Array"],
    [[{ a: [1] }], '"a" of record 0 is a list'],
  ];
  deployment.run(() => {
    for (const [data, expected] of cases) {
      const errors: Error[] = [];
      const collector = new Collector({
        name: "model_inputs",
        onError: (error) => errors.push(error),
      });
      const context = Reflect.apply(collector.collect, collector, [data]);
      assertEquals(context.recorded, "refused");
      assertInstanceOf(errors[0], TypeError);
      assertStringIncludes(errors[0]!.message, expected);
      assertEquals(errors.length, 1);
    }
  });
  deployment.commit();
  assertEquals(spool.paths, []);
  assertEquals(deployment.counters.model_inputs!.refused, cases.length);
});

Deno.test("collect() throws such an error where there is no onError", () => {
  const { deployment } = memoryDeployment();
  deployment.run(() => {
    const collector = new Collector({ name: "model_inputs" });
    assertThrows(
      () => Reflect.apply(collector.collect, collector, ["text"]),
      TypeError,
      "Cannot collect a string: expected a DataFrame",
    );
  });
});

Deno.test("A collector of a name that the deployment does not have says which ones it has", () => {
  const { deployment } = memoryDeployment();
  assertThrows(
    () => deployment.run(() => new Collector({ name: "modelinputs" })),
    Error,
    'Cannot collect "modelinputs": the deployment\'s data_collector has model_inputs, model_outputs',
  );
});

Deno.test("A collector finds its collection in any case", () => {
  const { deployment, spool } = memoryDeployment();
  deployment.run(() =>
    new Collector({ name: "Model_Inputs" })
      .collect(DataFrame.fromColumns({ a: [1] }))
  );
  deployment.commit();
  assertEquals(linesOf(spool, "model_inputs").length, 1);
});

Deno.test("A collection that is switched off takes nothing and breaks nothing", () => {
  const { deployment, spool } = memoryDeployment({
    collections: { model_inputs: { enabled: "False" } },
  });
  const context = deployment.run(() =>
    new Collector({ name: "model_inputs" })
      .collect(DataFrame.fromColumns({ a: [1] }))
  );
  assertEquals(context.recorded, "refused");
  deployment.commit();
  assertEquals(spool.paths, []);
});

Deno.test("A collector without a deployment says so when it collects", () => {
  const collector = new Collector({ name: "model_inputs" });
  assertThrows(
    () => collector.collect(DataFrame.fromColumns({ a: [1] })),
    Error,
    "no deployment is running",
  );
});

Deno.test("collect() records the frame as it was, whatever is done to it later", () => {
  const { deployment, spool } = memoryDeployment();
  const cell = { n: 1 };
  deployment.run(() => {
    new Collector({ name: "model_inputs" })
      .collect(
        new DataFrame(["a"], [{ dtype: "object", values: [cell] }]),
      );
    cell.n = 999;
  });
  deployment.commit();
  assertEquals(linesOf(spool, "model_inputs")[0]!.data, [{ a: { n: 1 } }]);
});

Deno.test("A cell that has no JSON goes to onError, and collecting goes on", () => {
  const { deployment, spool } = memoryDeployment();
  const cycle: unknown[] = [];
  cycle.push(cycle);
  deployment.run(() => {
    const errors: Error[] = [];
    const collector = new Collector({
      name: "model_inputs",
      onError: (error) => errors.push(error),
    });
    const context = collector.collect(
      new DataFrame(["loop"], [{ dtype: "object", values: [cycle] }]),
    );
    assertEquals(context.recorded, "refused");
    assertStringIncludes(errors[0]!.message, 'column "loop" as JSON: row 0');
    collector.collect(DataFrame.fromColumns({ a: [1] }));
  });
  deployment.commit();
  assertEquals(linesOf(spool, "model_inputs").length, 1);
});

Deno.test("A list of records is collected as a frame", () => {
  const { deployment, spool } = memoryDeployment();
  deployment.run(() =>
    new Collector({ name: "model_inputs" }).collect([{ a: 1, b: "x" }, {
      a: 2,
    }])
  );
  deployment.commit();
  const [event] = linesOf(spool, "model_inputs");
  assertEquals(event!.data, [{ a: 1, b: "x" }, { a: 2, b: null }]);
});

Deno.test("Lines are written at the end of the turn where nobody commits", async () => {
  const { deployment, spool } = memoryDeployment();
  deployment.run(() =>
    new Collector({ name: "model_inputs" })
      .collect(DataFrame.fromColumns({ a: [1] }))
  );
  await Promise.resolve();
  assert(spool.paths.length === 1);
});
