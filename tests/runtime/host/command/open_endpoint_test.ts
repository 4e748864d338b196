import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { runSamla } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";

Deno.test("a start tells what of an endpoint means nothing here", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [endpoint, blue] = [join(folder, "e.yml"), join(folder, "blue.yml")];
    await Deno.writeTextFile(endpoint, "name: iris\ntags: { team: a }\n");
    await Deno.writeTextFile(
      blue,
      `name: blue\nendpoint_name: iris\nmodel: ${
        projectPath("examples/iris")
      }\n`,
    );
    // It tells before it reads the keys, which are not there.
    const keys = join(folder, "nowhere.txt");
    const args = ["serve", endpoint, blue, "--data-dir", join(folder, "data")];
    const { code, stdout, stderr } = await runSamla(folder, [
      ...args,
      "--key-file",
      keys,
    ]);
    assertEquals(code, 3);
    assertStringIncludes(
      stdout + stderr,
      "These keys of the endpoint mean nothing here and are left alone: tags (a label)",
    );
    assertStringIncludes(stdout + stderr, keys);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
