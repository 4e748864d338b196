import { assert, assertEquals, assertThrows } from "@std/assert";
import { ConfigurationError } from "../../../runtime/host/configuration_error.ts";
import { targetOf } from "../../../runtime/host/target_of.ts";
import { capturedLaunch, grantedOf } from "../../tools/captured_launch.ts";
import { projectPath } from "../../tools/paths.ts";

Deno.test("what is named wins over the model of the container", () => {
  const variables = new Map([["AZUREML_MODEL_DIR", "/models"]]);
  const variable = (name: string) => variables.get(name);
  assertEquals(targetOf("score.ts", variable), "score.ts");
  assertEquals(targetOf(undefined, variable), "/models");
  variables.set("AZUREML_ENTRY_SCRIPT", "score.ts");
  assertEquals(targetOf(undefined, variable), "score.ts");
  variables.set("AML_APP_ROOT", "/app");
  assertEquals(targetOf(undefined, variable), "/app/score.ts");
  variables.set("AZUREML_ENTRY_SCRIPT", "/other/score.ts");
  assertEquals(targetOf(undefined, variable), "/other/score.ts");
});

Deno.test("nothing to serve is a sentence", () => {
  for (const value of [undefined, ""]) {
    assertThrows(
      () => targetOf(undefined, () => value),
      ConfigurationError,
      "set AZUREML_MODEL_DIR",
    );
  }
});

Deno.test("the model of the container is granted", async () => {
  const iris = projectPath("examples/iris");
  const captured = await capturedLaunch(["serve"], {
    "AZUREML_MODEL_DIR": iris,
  });
  assert(grantedOf(captured, "read")?.includes(iris));
  assert(grantedOf(captured, "env")?.includes("AZUREML_MODEL_DIR"));
  const nothing = await capturedLaunch(["serve"]);
  assertEquals([nothing.code, nothing.args.length], [3, 0]);
});
