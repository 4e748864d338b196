import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { SynchronousScope } from "../../collector/async_scope.ts";
import { Collector } from "../../collector/collector.ts";
import { AsyncLocalScope } from "../../collector/host/async_local_scope.ts";
import { RequestScope } from "../../collector/request_scope.ts";
import { DataFrame } from "../../frame/data_frame.ts";
import { linesOf, memoryDeployment } from "./memory_deployment.ts";

const frame = DataFrame.fromColumns({ n: [1] });

Deno.test("SynchronousScope ends with its body, also when that throws", () => {
  const scope = new SynchronousScope();
  const { deployment } = memoryDeployment();
  const outer = { deployment, request: new RequestScope({ id: "outer" }) };
  const inner = { deployment, request: new RequestScope({ id: "inner" }) };
  scope.run(outer, () => {
    assertThrows(() =>
      scope.run(inner, () => {
        assertStrictEquals(scope.current(), inner);
        throw new Error("The body failed");
      })
    );
    assertStrictEquals(scope.current(), outer);
  });
  assertStrictEquals(scope.current(), undefined);
});

Deno.test("AsyncLocalScope reaches over awaits and timers, each in its own", async () => {
  const scope = new AsyncLocalScope();
  const { deployment } = memoryDeployment();
  const seen = await Promise.all(
    ["a", "b", "c"].map((id) =>
      scope.run({ deployment, request: new RequestScope({ id }) }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        await Promise.resolve();
        return scope.current()?.request?.id;
      })
    ),
  );
  assertEquals(seen, ["a", "b", "c"]);
  assertStrictEquals(scope.current(), undefined);
});

Deno.test("A collector of a shared module collects for the deployment that runs, else for its own", () => {
  const blue = memoryDeployment();
  const green = memoryDeployment();
  const collector = blue.deployment.run(() =>
    new Collector({ name: "model_inputs" })
  );
  green.deployment.run(() => collector.collect(frame));
  collector.collect(frame);
  collector.collect(frame);
  blue.deployment.commit();
  green.deployment.commit();
  assertEquals(linesOf(green.spool, "model_inputs").length, 1);
  assertEquals(linesOf(blue.spool, "model_inputs").length, 2);
});
