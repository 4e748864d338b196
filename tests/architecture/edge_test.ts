import { assert, assertEquals } from "@std/assert";
import { edgeEntries, projectConfig, root, runDeno } from "./project_files.ts";

const edgeConfig = new URL("edge.json", import.meta.url);

Deno.test("the edge is checked as strictly as the rest", async () => {
  const { compilerOptions: { lib: _, ...edge } } = JSON.parse(
    await Deno.readTextFile(edgeConfig),
  );
  const { lib: __, ...whole } = projectConfig().compilerOptions;
  assertEquals(edge, whole);
});

Deno.test("every edge entry compiles without the types of Deno", async () => {
  const result = await runDeno(
    ["check", "--no-lock", "--config", edgeConfig.pathname, ...edgeEntries()],
  );
  assert(result.success, result.stderr);
});

Deno.test("every edge entry bundles for a browser without Deno or Node", async () => {
  for (const entry of edgeEntries()) {
    const path = new URL(entry, root).pathname;
    const { success, stdout, stderr } = await runDeno(
      ["bundle", "--quiet", "--platform", "browser", path],
    );
    assert(success, stderr);
    assert(stdout.includes("export {"), `${entry}: no bundle`);
    const needs = stdout.split("\n")
      .filter((line) => /\bDeno\.|["'`]node:/.test(line));
    assertEquals(needs, [], entry);
  }
});
