import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { configVariables } from "../../../../runtime/host/launch/config_variables.ts";
import { capturedLaunch, grantedOf } from "../../../tools/captured_launch.ts";

async function withConfig(
  text: string,
  body: (path: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "config.json");
    await Deno.writeTextFile(path, text);
    await body(path, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("configVariables() reads what is named, or lies in the app's root", async () => {
  const text = '{"SERVICE_NAME": "iris", "SCORING_TIMEOUT_MS": 200}';
  await withConfig(text, async (path, folder) => {
    const expected = { "SERVICE_NAME": "iris", "SCORING_TIMEOUT_MS": "200" };
    for (
      const [named, environment] of [
        [path, {}],
        [undefined, { "AZUREML_CONFIG_FILE": path }],
        [undefined, { "AML_APP_ROOT": folder }],
      ] as const
    ) {
      const { variables, remarks } = await configVariables(named, {
        environment,
      });
      assertEquals([variables, remarks], [expected, []]);
    }
    assertEquals(
      (await configVariables(undefined, { environment: {} })).variables,
      {},
    );
  });
});

Deno.test("configVariables() reads what lies beside the script, if it is meant for this server", async () => {
  for (const key of ["SERVICE_NAME", "name"]) {
    await withConfig(`{"${key}": "iris"}`, async (_path, folder) => {
      const script = join(folder, "score.ts");
      const expected = key === "name" ? {} : { [key]: "iris" };
      for (
        const start of [
          { environment: {}, script },
          { environment: { "AZUREML_ENTRY_SCRIPT": script } },
        ]
      ) {
        const read = await configVariables(undefined, start);
        assertEquals(read, { variables: expected, remarks: [] });
      }
    });
  }
  await withConfig("{ // somebody else's", async (_path, folder) => {
    const script = join(folder, "score.ts");
    const read = await configVariables(undefined, { environment: {}, script });
    assertEquals(read.variables, {});
  });
});

Deno.test("a start reads the configuration beside its script", async () => {
  await withConfig('{"SERVICE_NAME": "file"}', async (_path, folder) => {
    const script = join(folder, "score.ts");
    await Deno.writeTextFile(script, "export const run = () => 1;");
    const captured = await capturedLaunch(["serve", script]);
    assertEquals(captured.environment.SERVICE_NAME, "file");
  });
});

Deno.test("configVariables() tells what means nothing, and what is misspelt", async () => {
  const text =
    '{"SERVICE_NAM": "x", "HOSTNAME": "y", "AZUREML_LOG_LEVEL": "DEBUG"}';
  await withConfig(text, async (path) => {
    const { variables, remarks } = await configVariables(path, {
      environment: {},
    });
    assertEquals(variables, {});
    assertEquals(remarks, [
      `${path}: the key "SERVICE_NAM" is not known; did you mean "SERVICE_NAME"?`,
      `${path}: "HOSTNAME" means nothing here`,
      `${path}: "AZUREML_LOG_LEVEL" means nothing here: use --log-level`,
    ]);
  });
});

for (const text of ["{", "[]", '{"SERVICE_NAME": {}}']) {
  Deno.test(`configVariables() refuses ${text}`, async () => {
    await withConfig(text, async (path) => {
      await assertRejects(
        () => configVariables(path, { environment: {} }),
        ConfigurationError,
        `Cannot read the configuration ${path}`,
      );
    });
  });
}

Deno.test("a start takes the command line before the environment, and that before the file", async () => {
  const text = '{"AZUREML_ENTRY_SCRIPT": "score.ts", "SERVICE_NAME": "file"}';
  await withConfig(text, async (path, folder) => {
    const script = join(folder, "score.ts");
    await Deno.writeTextFile(script, "export const run = () => 1;");
    const captured = await capturedLaunch(["serve", "--config-file", path], {
      "AML_APP_ROOT": folder,
      "SERVICE_NAME": "environment",
    });
    assertEquals(captured.code, 0, captured.noted);
    assert(grantedOf(captured, "read")?.includes(folder));
    assertEquals(captured.environment.SERVICE_NAME, "environment");
    assertEquals(captured.environment.AZUREML_ENTRY_SCRIPT, "score.ts");
  });
});
