import { assert, assertEquals, assertFalse } from "@std/assert";
import { variableRemarks } from "../../../runtime/host/variable_remarks.ts";
import { capturedLaunch, grantedOf } from "../../tools/captured_launch.ts";
import { projectPath } from "../../tools/paths.ts";

Deno.test("variableRemarks() says what is done instead of variables, those of a deployment and of the environment together", () => {
  const remarks = variableRemarks(
    { "AML_APP_INSIGHTS_ENABLED": "true" },
    (name) => name === "AML_APP_INSIGHTS_KEY" ? "a key" : undefined,
  );
  assertEquals(remarks, [
    "AML_APP_INSIGHTS_ENABLED, AML_APP_INSIGHTS_KEY mean nothing here: set OTEL_EXPORTER_OTLP_ENDPOINT, and have an OpenTelemetry Collector bring it to Application Insights",
  ]);
});

Deno.test("variableRemarks() leaves out what asks for nothing", () => {
  assertEquals(variableRemarks({}, () => undefined), []);
  assertEquals(variableRemarks({}, () => "False"), []);
  // Every container has one.
  const names = ["HOSTNAME", "WORKSPACE_NAME"];
  const said = variableRemarks({}, (name) => names.includes(name) ? "x" : "");
  assertEquals(said, []);
});

Deno.test("a start may read the variables that mean nothing, where they are set", async () => {
  const iris = projectPath("examples/iris");
  const name = "AZUREML_DEBUG_PORT";
  const bare = await capturedLaunch(["serve", iris]);
  assertFalse(grantedOf(bare, "env")?.includes(name));
  const set = await capturedLaunch(["serve", iris], { [name]: "5678" });
  assert(grantedOf(set, "env")?.includes(name));
});
