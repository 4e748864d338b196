import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { TEMPLATES } from "../../../../runtime/host/init/project_files.ts";
import { writeProject } from "../../../../runtime/host/init/write_project.ts";
import { projectPath } from "../../../tools/paths.ts";
import { runSamla } from "../../../tools/host_process.ts";

async function withFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const template of TEMPLATES) {
  Deno.test(`a new project has what it is tested and served with: ${template}`, async () => {
    await withFolder(async (folder) => {
      const project = join(folder, "my project");
      const begun = await runSamla(folder, [
        "init",
        project,
        "--template",
        template,
      ]);
      assertEquals(begun.code, 0, begun.stderr);
      const deployment = join(project, "deployment.yml");
      const text = await Deno.readTextFile(deployment);
      assertStringIncludes(text, "endpoint_name: my-project\n");
      if (template === "mlflow") return;
      const tested = await runSamla(folder, [
        "test",
        deployment,
        "--data-dir",
        join(folder, "data"),
      ]);
      assertEquals(tested.code, 0, tested.stderr);
      assertStringIncludes(tested.stdout, "ok    ");
      assertStringIncludes(tested.stdout, "\nmodel_outputs ");
    });
  });
}

Deno.test("an answer that is not the expected one fails the test, and is shown", async () => {
  await withFolder(async (folder) => {
    const project = join(folder, "project");
    await runSamla(folder, ["init", project]);
    await Deno.writeTextFile(
      join(project, "requests", "two-rows.answer.json"),
      '{"sum": [1]}',
    );
    const { code, stdout, stderr } = await runSamla(folder, [
      "test",
      join(project, "deployment.yml"),
      "--data-dir",
      join(folder, "data"),
    ]);
    assertEquals(code, 1);
    assertStringIncludes(stdout, "FAILED two-rows: 200");
    assertStringIncludes(stderr, 'expected {"sum":[1]}');
    assertStringIncludes(stderr, "1 of 1 answers are not as expected");
  });
});

Deno.test("a hidden file that is there stays, and a file is no place for a project", async () => {
  const folder = await Deno.makeTempDir();
  const own = `${folder}/.gitignore`;
  await Deno.writeTextFile(own, "mine");
  const written = await writeProject(folder, "score");
  assert(written.includes("score.ts"));
  assertFalse(written.includes(".gitignore"));
  assertEquals(await Deno.readTextFile(own), "mine");
  await assertRejects(
    () => writeProject(own, "score"),
    ConfigurationError,
    "Cannot begin a project in",
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a project is not begun where there is something", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "mine.txt"), "");
    const { code, stderr } = await runSamla(folder, ["init", folder]);
    assertEquals(code, 3);
    assertStringIncludes(stderr, "mine.txt is there already");
  });
});

Deno.test("a model without a deployment is tested by its own example, and what it records is shown", async () => {
  await withFolder(async (folder) => {
    const iris = projectPath("examples/iris");
    const args = ["test", iris, "--data-dir", folder];
    const { code, stdout, stderr } = await runSamla(folder, args);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "ok     the model's own example: 200");
    assertStringIncludes(stdout, "model_outputs ");
    const missing = await runSamla(folder, [...args, "--requests", "nix"]);
    assertEquals(missing.code, 3);
    assertStringIncludes(missing.stderr, "there is no folder nix");
  });
});
