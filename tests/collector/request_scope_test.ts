import { assertEquals, assertNotEquals } from "@std/assert";
import { Collector } from "../../collector/collector.ts";
import { RequestScope } from "../../collector/request_scope.ts";
import { DataFrame } from "../../frame/data_frame.ts";
import { linesOf, memoryDeployment } from "./memory_deployment.ts";

const frame = DataFrame.fromColumns({ n: [1] });
const EVERYTHING = {
  collections: {
    request: { enabled: true },
    model_inputs: { enabled: true },
    model_outputs: { enabled: true },
    response: { enabled: true },
  },
};
const EMPTY = { headers: new Headers(), body: new Uint8Array() };

Deno.test("the first context of a request has its id, the others have ids of their own", () => {
  const scope = new RequestScope({ id: "r-1", isIdMadeUp: true });
  const first = scope.newContext();
  const second = scope.newContext();
  assertEquals([first.id, first.isIdMadeUp], ["r-1", true]);
  assertNotEquals(second.id, "r-1");
});

Deno.test("a request, what its script collects and its response have one correlation id, and are sampled together", () => {
  for (const [rate, kept] of [[1, 20], [0.5, undefined], [0, 0]] as const) {
    const { deployment, spool } = memoryDeployment({
      ...EVERYTHING,
      "sampling_rate": rate,
    });
    const ids = Array.from({ length: 20 }, (_, i) => `request-${i}`);
    for (const id of ids) {
      deployment.logRequest({ ...EMPTY, method: "POST", path: "/score" }, {
        requestId: id,
      });
      deployment.run(() => {
        const context = new Collector({ name: "model_inputs" }).collect(frame);
        new Collector({ name: "model_outputs" }).collect(frame, context);
      }, { id });
      deployment.logResponse(EMPTY, { requestId: id });
    }
    deployment.commit();
    const [first, ...others] = Object.keys(EVERYTHING.collections).map((name) =>
      rate === 0 ? [] : linesOf(spool, name).map((event) => {
        assertEquals(event.xrequestid, event.correlationid);
        return event.correlationid;
      })
    );
    for (const other of others) assertEquals(other, first);
    assertEquals(first!.length, kept ?? first!.length);
    assertEquals(new Set(first).size, first!.length);
  }
});

Deno.test("an id that stands beside payloads is not given up for another's by batching", async () => {
  const { deployment, spool } = memoryDeployment({
    ...EVERYTHING,
    "batch_window_ms": 60_000,
  });
  for (const id of ["a", "b"]) {
    const correlation = deployment.contextOf({ id, isIdMadeUp: true });
    deployment.record("model_inputs", frame, { correlation });
    deployment.record("model_outputs", frame, { correlation });
  }
  await deployment.close();
  const ids = linesOf(spool, "model_inputs").map((event) =>
    event.correlationid
  );
  assertEquals(ids, ["a", "b"]);
});
