import { assertEquals, assertMatch } from "@std/assert";
import {
  collectEverything,
  collectNothing,
} from "../../../../collector/mod.ts";
import { deploymentRemarks } from "../../../../runtime/host/command/deployment_remarks.ts";

Deno.test("what a start says of a deployment is one line a kind, and nothing if there is nothing", () => {
  const collection = collectEverything();
  assertEquals(
    deploymentRemarks({ ignoredKeys: [], refusedByAzure: [], collection }),
    [],
  );
  const remarks = deploymentRemarks({
    ignoredKeys: ["tags", "instance_type", "instance_count", "model.tags"],
    refusedByAzure: ["the key fsync"],
    collection,
  });
  assertEquals(remarks.length, 2);
  assertMatch(
    remarks[0]!,
    /: tags, model.tags \(a label\); instance_type, instance_count \(this is one host: --workers, or several hosts\)$/,
  );
  assertMatch(remarks[1]!, /^Azure's own tools refuse .*: the key fsync$/);
});

for (const rollingRate of ["minute", "day", "month", "year"] as const) {
  Deno.test(`data that rolls by the ${rollingRate} is not found by Azure's monitoring, and that is said if there is any`, () => {
    const deployment = { ignoredKeys: [], refusedByAzure: [] };
    const said = deploymentRemarks({
      ...deployment,
      collection: { ...collectEverything(), rollingRate },
    });
    assertEquals(said.length, 1);
    assertMatch(said[0]!, /set rolling_rate to hour/);
    const none = { ...collectNothing(), rollingRate };
    assertEquals(deploymentRemarks({ ...deployment, collection: none }), []);
  });
}
