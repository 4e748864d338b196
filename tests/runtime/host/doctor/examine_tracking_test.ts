import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { readTrackingSettings } from "../../../../mlflow/tracking/tracking_settings.ts";
import { examineTracking } from "../../../../runtime/host/doctor/examine_tracking.ts";
import { LocalTrackingServer } from "../../../tools/servers/tracking_server.ts";

function examined(variables: Record<string, string>) {
  return examineTracking(() =>
    Promise.resolve().then(() => readTrackingSettings(variables))
  );
}

Deno.test("a tracking server is asked, with the credentials", async () => {
  await using server = new LocalTrackingServer();
  const variables = {
    "MLFLOW_TRACKING_URI": server.url,
    "MLFLOW_TRACKING_TOKEN": "my-token",
  };
  const [empty] = await examined(variables);
  assertEquals(empty!.verdict, "ok");
  assertStringIncludes(empty!.seen, "it has no registered model");
  assertEquals(server.authorizations, ["Bearer my-token"]);
  server.register("iris", "1", {});
  const [found, ...others] = await examined(variables);
  assertStringIncludes(found!.seen, 'it has the model "iris"');
  assertFalse(found!.seen.includes("my-token"));
  assertEquals(others, []);
});

Deno.test("a registry of its own is asked too", async () => {
  await using tracking = new LocalTrackingServer();
  await using registry = new LocalTrackingServer();
  const found = await examined({
    "MLFLOW_TRACKING_URI": tracking.url,
    "MLFLOW_REGISTRY_URI": registry.url,
  });
  assertEquals(found.map(({ what }) => what), [
    "tracking server",
    "model registry",
  ]);
  assertEquals(registry.asked.length, 1);
});

Deno.test("a server that refuses is wrong, with what to do", async () => {
  await using server = new LocalTrackingServer();
  server.faults.push(() => new Response("no", { status: 401 }));
  const [found] = await examined({ "MLFLOW_TRACKING_URI": server.url });
  assertEquals(found!.verdict, "wrong");
  assertStringIncludes(found!.advice!, "MLFLOW_TRACKING_PASSWORD");
  assertEquals(server.asked.length, 1);
});

Deno.test("an address that is none is wrong, no address is worth a note", async () => {
  const [wrong] = await examined({ "MLFLOW_TRACKING_URI": "databricks" });
  assertEquals(wrong!.verdict, "wrong");
  assertStringIncludes(wrong!.seen, "MLFLOW_TRACKING_URI");
  const [none] = await examined({});
  assertEquals(none!.verdict, "note");
});
