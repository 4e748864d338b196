import { assert } from "@std/assert";
import { projectConfig, runDeno } from "./project_files.ts";

Deno.test("every export is documented, with public types alone", async () => {
  const entries = Object.values(projectConfig().exports);
  const { success, stdout, stderr } = await runDeno(
    ["doc", "--lint", ...entries],
  );
  assert(success, stdout + stderr);
});
