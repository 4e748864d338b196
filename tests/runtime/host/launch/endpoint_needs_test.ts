import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { capturedLaunch, grantedOf } from "../../../tools/captured_launch.ts";
import { projectPath } from "../../../tools/paths.ts";

async function withFiles(
  deployments: Readonly<Record<string, string>>,
  body: (files: readonly string[]) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const files = [join(folder, "endpoint.yml")];
    await Deno.writeTextFile(files[0]!, "name: iris\n");
    for (const [name, text] of Object.entries(deployments)) {
      const file = join(folder, `${name}.yml`);
      await Deno.mkdir(join(folder, name));
      await Deno.writeTextFile(
        join(folder, name, "score.ts"),
        "export const run = () => 1;",
      );
      await Deno.writeTextFile(
        file,
        `name: ${name}\nendpoint_name: iris\n${text}\n`,
      );
      files.push(file);
    }
    await body(files);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function scriptOf(name: string): string {
  return `code_configuration: { code: ./${name}, scoring_script: score.ts }`;
}

Deno.test("an endpoint is served with its file, and what each deployment needs", async () => {
  const iris = projectPath("examples/iris");
  const deployments = { blue: `model: ${iris}`, green: scriptOf("green") };
  await withFiles(deployments, async (files) => {
    const captured = await capturedLaunch(["serve", ...files]);
    assertEquals(captured.code, 0, captured.noted);
    const read = grantedOf(captured, "read") ?? [];
    for (const path of [...files, iris]) assert(read.includes(path), path);
    assert(grantedOf(captured, "env")?.includes("AZUREML_ENTRY_SCRIPT"));
  });
});

Deno.test("scripts of several projects are not served in one host", async () => {
  const deployments = { blue: scriptOf("blue"), green: scriptOf("green") };
  await withFiles(deployments, async (files) => {
    const { code, noted } = await capturedLaunch(["serve", ...files]);
    assertEquals(code, 3);
    assertStringIncludes(noted, "Cannot serve scripts of several projects");
  });
});
