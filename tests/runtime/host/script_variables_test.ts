import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { scriptVariables } from "../../../runtime/host/script_variables.ts";
import { capturedLaunch, grantedOf } from "../../tools/captured_launch.ts";
import { HostProcess, runSamla } from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";

const SCRIPT = `
let told;
export function init(context) { told = context; }
export function run() {
  const variable = (name) => {
    try { return Deno.env.get(name) ?? null; } catch { return "not granted"; }
  };
  return {
    context: [told.modelDir, told.environment],
    region: variable("REGION"),
    modelDir: variable("AZUREML_MODEL_DIR"),
    root: variable("AML_APP_ROOT"),
    script: variable("AZUREML_ENTRY_SCRIPT"),
  };
}
`;

async function withDeployment(
  body: (path: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const path = join(folder, "deployment.yml");
  await Deno.mkdir(join(folder, "model"));
  await Deno.mkdir(join(folder, "src"));
  await Deno.writeTextFile(join(folder, "src", "score.js"), SCRIPT);
  await Deno.writeTextFile(
    path,
    `name: blue
endpoint_name: told
model: model
code_configuration: { code: src, scoring_script: score.js }
environment_variables: { REGION: west }
`,
  );
  try {
    await body(path, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function answerOf(host: HostProcess) {
  const response = await fetch(`${host.address}/score`, {
    method: "POST",
    body: "{}",
  });
  return await response.json();
}

Deno.test("a script is told where it is, and what its deployment says", () => {
  const told = scriptVariables({
    path: "/code/score.ts",
    modelDir: "/models/1",
    environment: { REGION: "west", AML_APP_ROOT: "elsewhere" },
  });
  assertEquals(told, {
    REGION: "west",
    AML_APP_ROOT: "/code",
    AZUREML_MODEL_DIR: "/models/1",
    AZUREML_ENTRY_SCRIPT: "score.ts",
  });
});

Deno.test("a script finds its deployment's variables in the process too", async () => {
  await withDeployment(async (path, folder) => {
    await using host = await HostProcess.start(folder, [path], {
      environment: {},
    });
    const modelDir = join(folder, "model");
    assertEquals(await answerOf(host), {
      context: [modelDir, { REGION: "west" }],
      region: "west",
      modelDir,
      root: join(folder, "src"),
      script: "score.js",
    });
  });
});

Deno.test("where the process may not set them, they are in the context, and that is told", async () => {
  await withDeployment(async (path, folder) => {
    const host = await HostProcess.start(folder, [path]);
    const { context, region } = await answerOf(host);
    assertEquals([context[1], region], [{ REGION: "west" }, "not granted"]);
    const { stderr } = await host.stop();
    assertStringIncludes(stderr, "--allow-env=REGION");
  });
});

Deno.test("a module's model is the one that the container has", async () => {
  await withDeployment(async (_path, folder) => {
    await using host = await HostProcess.start(folder, [
      join(folder, "src", "score.js"),
    ], { environment: { "AZUREML_MODEL_DIR": "/models/2" } });
    const { context, modelDir } = await answerOf(host);
    assertEquals([context[0], modelDir], ["/models/2", "/models/2"]);
  });
});

Deno.test("a start grants a script its variables", async () => {
  await withDeployment(async (path) => {
    const captured = await capturedLaunch(["serve", path], {
      "AZUREML_MODEL_DIR": "/models/2",
    });
    const names = grantedOf(captured, "env")!;
    for (const name of ["REGION", "AML_APP_ROOT", "AZUREML_MODEL_DIR"]) {
      assert(names.includes(name), name);
    }
    assert(grantedOf(captured, "read")!.includes("/models/2"));
  });
});

Deno.test("a module's model is where the command line says, exactly as it says it, before what a deployment or the environment says", async () => {
  await withDeployment(async (path, folder) => {
    for (const target of [path, join(folder, "src", "score.js")]) {
      await using host = await HostProcess.start(folder, [
        target,
        "--model-dir",
        "./my/dir",
      ], { environment: { "AZUREML_MODEL_DIR": "/other" } });
      const { context, modelDir } = await answerOf(host);
      assertEquals([context[0], modelDir], ["./my/dir", "./my/dir"]);
    }
  });
});

Deno.test("--model-dir beside a model itself is refused", async () => {
  const iris = projectPath("examples/iris");
  const folder = await Deno.makeTempDir();
  const { code, stderr } = await runSamla(folder, [
    "serve",
    iris,
    "--model-dir",
    "/other",
    "--data-dir",
    folder,
  ]);
  assertEquals(code, 3);
  assertStringIncludes(stderr, "Cannot use --model-dir /other");
  await Deno.remove(folder, { recursive: true });
});
