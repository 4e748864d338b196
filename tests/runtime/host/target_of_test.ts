import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { ConfigurationError } from "../../../runtime/host/configuration_error.ts";
import { targetOf, withModelDir } from "../../../runtime/host/target_of.ts";
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

Deno.test("main.ts of the app's root is served where nothing names a script, before the model", async () => {
  const folder = await Deno.makeTempDir();
  const variables = new Map([
    ["AZUREML_MODEL_DIR", "/models"],
    ["AML_APP_ROOT", folder],
  ]);
  const variable = (name: string) => variables.get(name);
  assertEquals(targetOf(undefined, variable), "/models");
  for (const name of ["main.js", "main.ts"]) {
    const path = join(folder, name);
    await Deno.writeTextFile(path, "export const run = () => 7;");
    assertEquals(targetOf(undefined, variable), path);
  }
  const captured = await capturedLaunch(["serve"], { "AML_APP_ROOT": folder });
  assert(grantedOf(captured, "read")?.includes(folder));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the model that the command line names wins over the environment's", async () => {
  const variable = (name: string) => `the ${name}`;
  assertEquals(withModelDir("mine", variable)("AZUREML_MODEL_DIR"), "mine");
  assertEquals(withModelDir("mine", variable)("OTHER"), "the OTHER");
  const read = withModelDir(undefined, variable);
  assertEquals(read("AZUREML_MODEL_DIR"), "the AZUREML_MODEL_DIR");
  const iris = projectPath("examples/iris");
  const captured = await capturedLaunch(["serve", "--model-dir", iris], {
    "AZUREML_MODEL_DIR": "/models",
  });
  assert(grantedOf(captured, "read")?.includes(iris));
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
